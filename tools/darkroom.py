"""Makes small pictures of screens: a page has few colours, so a palette is enough."""

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page

# Each colour of the palette is the one without which most would be wrong; what is not
# in it is drawn in the nearest.
DEVELOP = """async data => {
  const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
  const {width, height} = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const seen = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const one of seen) counts.set(one, (counts.get(one) ?? 0) + 1);
  const colours = [...counts].map(([one, count]) => ({one, count, place: 0, far: 200_000,
    rgb: [one & 255, (one >> 8) & 255, (one >> 16) & 255]}));
  const wrong = colour => colour.far * colour.count;
  const palette = [];
  while (palette.length < Math.min(256, colours.length)) {
    const next = colours.reduce((a, b) => wrong(b) > wrong(a) ? b : a).rgb;
    for (const colour of colours) {
      const far = colour.rgb.reduce((sum, part, i) => sum + (part - next[i]) ** 2, 0);
      if (far < colour.far) [colour.far, colour.place] = [far, palette.length];
    }
    palette.push(next);
  }
  const places = new Map(colours.map(({one, place}) => [one, place]));
  let text = '';
  const drawn = Uint8Array.from(seen, one => places.get(one));
  for (let at = 0; at < drawn.length; at += 0x8000)
    text += String.fromCharCode(...drawn.subarray(at, at + 0x8000));
  return {width, height, palette: palette.flat(), drawn: btoa(text)};
}"""


def develop(shot: bytes, room: Page, file: Path) -> None:
    """Writes what was shot as a PNG with a palette; `room` is any page that may compute."""
    found = room.evaluate(DEVELOP, base64.b64encode(shot).decode())
    width, height = found["width"], found["height"]
    drawn = base64.b64decode(found["drawn"])
    rows = (drawn[at : at + width] for at in range(0, len(drawn), width))
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", bytes(found["palette"]))
        + _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    ends = struct.pack("!I", zlib.crc32(name + data))
    return struct.pack("!I", len(data)) + name + data + ends
