/** The microphone is opened once, at sign-in, and lent to each call: answering is then
 * instant, and a missing or forbidden microphone is known before a customer waits. */

export type MicState = "unknown" | "ok" | "denied" | "missing" | "insecure";

const CONSTRAINTS: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const KEY = "yingda.microphone";

let stream: MediaStream | null = null;

const isLive = () => stream?.getAudioTracks()[0]?.readyState === "live";

export async function openMicrophone(): Promise<MicState> {
  if (isLive()) return "ok";
  if (!navigator.mediaDevices) return "insecure";
  const wanted = localStorage.getItem(KEY);
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: wanted ? { ...CONSTRAINTS, deviceId: { ideal: wanted } } : CONSTRAINTS,
    });
    return "ok";
  } catch (error) {
    stream = null;
    return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing";
  }
}

export function closeMicrophone(): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}

export async function takeDevice(deviceId: string): Promise<MicState> {
  localStorage.setItem(KEY, deviceId);
  closeMicrophone();
  return openMicrophone();
}

/** A call's own copy: ending or muting it leaves the microphone as it is. */
export const lend = (): MediaStream | null => (isLive() ? (stream?.clone() ?? null) : null);

export const currentDevice = (): string | undefined =>
  stream?.getAudioTracks()[0]?.getSettings().deviceId;

export async function devices(): Promise<{ deviceId: string; label: string }[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all
    .filter((device) => device.kind === "audioinput" && device.deviceId)
    .map(({ deviceId, label }) => ({ deviceId, label: label || deviceId.slice(0, 6) }));
}

/** Tells the loudness, 0 to 1, about 15 times a second until stopped. */
export function measure(onLevel: (level: number) => void): () => void {
  const copy = lend();
  if (!copy) return () => undefined;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(copy).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    onLevel(Math.min(1, Math.max(0, (decibels + 60) / 55)));
  }, 66);
  return () => {
    clearInterval(timer);
    for (const track of copy.getTracks()) track.stop();
    void context.close();
  };
}
