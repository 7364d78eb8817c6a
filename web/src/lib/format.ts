/** Figures and moments as people read them in their language. The business day is that of
 * Asia/Shanghai. What machines read (a field of a form, an address) is `day` and its kin. */
import { language } from "./language";

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

/** How long was talked; a dash where nobody has talked, or not to an end yet. */
export const talk = (of: { outcome: string; talk_seconds: number }): string =>
  of.talk_seconds > 0 || of.outcome === "answered" ? seconds(of.talk_seconds) : NONE;

const LOCALES = { "zh-CN": "zh-CN", en: "en-GB" } as const;
const numbers = new Map<string, Intl.NumberFormat>();
function number(value: number, options: Intl.NumberFormatOptions): string {
  const key = `${language()} ${JSON.stringify(options)}`;
  const format = numbers.get(key) ?? new Intl.NumberFormat(LOCALES[language()], options);
  numbers.set(key, format);
  return format.format(value);
}
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
const SECOND = { style: "unit", unit: "second", unitDisplay: "narrow" } as const;

/** 12,345: how many there are of something. */
export const count = (value: number | undefined): string =>
  value === undefined ? NONE : number(value, {});

const YUAN = { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" } as const;
export const yuan = (value: number | null): string => (value === null ? NONE : number(value, YUAN));

export function ratio(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  return number(value, { style: "percent", ...ONE_DIGIT });
}

export function figure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return NONE;
  if (unit === "ratio") return ratio(value);
  return value < 60 ? number(value, { ...SECOND, ...ONE_DIGIT }) : seconds(value);
}

/** What a figure was divided from. */
export function fraction(of: { numerator: number; denominator: number }, unit: string): string {
  const above =
    unit === "seconds"
      ? number(of.numerator, { ...SECOND, maximumFractionDigits: 1 })
      : count(of.numerator);
  return `${above} / ${count(of.denominator)}`;
}

const parts = new Map<string, Intl.DateTimeFormat>();
function write(
  iso: string | number,
  options: Intl.DateTimeFormatOptions,
  locale: string = LOCALES[language()],
): string {
  const key = locale + JSON.stringify(options);
  const made = { timeZone: ZONE, hourCycle: "h23", ...options } as const;
  const format = parts.get(key) ?? new Intl.DateTimeFormat(locale, made);
  parts.set(key, format);
  return format.format(new Date(iso));
}

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { month: "short", day: "numeric" } as const;
/** Its dates are those of machines: 2026-11-22. */
const ISO = "sv-SE";

export const clockTime = (iso: string | number) => write(iso, { ...TIME, second: "2-digit" });
export const shortTime = (iso: string) => write(iso, TIME);
export const date = (iso: string) => write(iso, { year: "numeric", ...DAY });
export const moment = (iso: string) => write(iso, { ...DAY, ...TIME });
export const fullMoment = (iso: string) =>
  write(iso, { year: "numeric", ...DAY, ...TIME, second: "2-digit" });

/** The business day in which an instant lies, for addresses, fields and questions. */
export const day = (iso: string | number) =>
  write(iso, { year: "numeric", month: "2-digit", day: "2-digit" }, ISO);

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

/** The beginning of a text; what is left out is marked. */
export function beginning(text: string, length: number): string {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length).join("")}…` : text;
}
