/** Figures and moments as people read them. The business day is that of Asia/Shanghai. */

export const ZONE = "Asia/Shanghai";
export const NONE = "–";

/** 07:04, 1:02:09. Never negative: clocks differ by a moment. */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export const seconds = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : duration(value * 1000);

export function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${(value * 100).toFixed(1)}%`;
}

export function figure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return NONE;
  if (unit === "ratio") return ratio(value);
  return value < 60 ? `${value.toFixed(1)} s` : seconds(value);
}

/** What a figure was divided from. */
export function fraction(of: { numerator: number; denominator: number }, unit: string): string {
  const above = unit === "seconds" ? `${Math.round(of.numerator * 10) / 10} s` : of.numerator;
  return `${above} / ${of.denominator}`;
}

const parts = new Map<string, Intl.DateTimeFormat>();
function write(iso: string | number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let format = parts.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, ...options });
    parts.set(key, format);
  }
  return format.format(new Date(iso));
}

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { month: "2-digit", day: "2-digit" } as const;

export const clockTime = (iso: string | number) => write(iso, { ...TIME, second: "2-digit" });
export const shortTime = (iso: string) => write(iso, TIME);
export const day = (iso: string | number) => write(iso, { year: "numeric", ...DAY });
export const moment = (iso: string) => `${day(iso).slice(5)} ${write(iso, TIME)}`;
export const fullMoment = (iso: string) => `${day(iso)} ${clockTime(iso)}`;

/** The instant at which a business day begins. */
export const dayStart = (date: string) => new Date(`${date}T00:00:00+08:00`).toISOString();
export const dayAfter = (date: string, days = 1) =>
  day(Date.parse(dayStart(date)) + days * 86_400_000 + 3_600_000);

/** What an `<input type="datetime-local">` holds, and back. */
export const toLocalInput = (iso: string | number) => `${day(iso)}T${write(iso, TIME)}`;
export const fromLocalInput = (text: string) =>
  text ? new Date(`${text}:00+08:00`).toISOString() : null;

export const halfHour = (index: number) =>
  `${String(Math.floor(index / 2)).padStart(2, "0")}:${index % 2 ? "30" : "00"}`;
