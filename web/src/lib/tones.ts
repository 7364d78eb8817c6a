/** Sounds the page makes itself, so that no file must be fetched to ring. */

let context: AudioContext | null = null;

function play(
  frequencies: readonly number[],
  from: number,
  length: number,
  loudness: number,
): void {
  if (!context) return;
  const start = context.currentTime + from;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + 0.03);
  gain.gain.setValueAtTime(loudness, start + length - 0.05);
  gain.gain.linearRampToValueAtTime(0, start + length);
  gain.connect(context.destination);
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start(start);
    oscillator.stop(start + length);
  }
}

function ready(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two short soft notes every three seconds until stopped. */
export function startRinging(): () => void {
  ready();
  const ring = () => {
    play([880], 0, 0.28, 0.12);
    play([1108.7], 0.32, 0.42, 0.12);
  };
  ring();
  const timer = window.setInterval(ring, 3000);
  return () => clearInterval(timer);
}

export function testSpeaker(): void {
  ready();
  for (const [index, note] of [523.25, 659.25, 783.99].entries())
    play([note], index * 0.3, 0.32, 0.2);
}

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = ["123", "456", "789", "*0#"];

export function keyTone(key: string): void {
  const row = KEYS.findIndex((keys) => keys.includes(key));
  const low = ROWS[row];
  const high = COLUMNS[KEYS[row]?.indexOf(key) ?? -1];
  if (low === undefined || high === undefined) return;
  ready();
  play([low, high], 0, 0.14, 0.06);
}
