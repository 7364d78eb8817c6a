import type { NewFile } from "../../api/calls";

/** A chosen file as it is sent. */
export async function packed(file: File): Promise<NewFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, media_type: file.type || "text/plain", data: btoa(text) };
}

/** Hands a file to whoever looks, to be saved under its name. */
export function save(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
