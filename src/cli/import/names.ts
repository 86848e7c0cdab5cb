import { createHash } from 'node:crypto';

/** A short name for links, from any text: its letters and digits without accents; never empty. */
export const slug = (text: string, length = 40): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-+|-+$/g, '') || 'x';

/** A short name that no other text has. */
export const uniqueSlug = (text: string): string =>
  `${slug(text)}-${createHash('sha256').update(text).digest('hex').slice(0, 6)}`;

const zones: Record<string, string> = {
  France: 'Europe/Paris',
  Poland: 'Europe/Warsaw',
  Netherlands: 'Europe/Amsterdam',
  Switzerland: 'Europe/Zurich',
  Hungary: 'Europe/Budapest',
  Germany: 'Europe/Berlin',
  Czechia: 'Europe/Prague',
  'Czech Republic': 'Europe/Prague',
  Estonia: 'Europe/Tallinn',
  Portugal: 'Europe/Lisbon',
  Spain: 'Europe/Madrid',
  Norway: 'Europe/Oslo',
  Denmark: 'Europe/Copenhagen',
  Japan: 'Asia/Tokyo',
};

/**
 * The time zone of a country with only one, IANA name; UTC where a country is unknown or has
 * several.
 */
export const zoneOf = (country: string): string => zones[country] ?? 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();

const formatIn = (zone: string): Intl.DateTimeFormat => {
  const format = formats.get(zone) ?? newFormat(zone);
  formats.set(zone, format);
  return format;
};

const newFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

const partsIn = (zone: string, at: number): number => {
  const p = Object.fromEntries(
    formatIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(p['year']!, p['month']! - 1, p['day']!, p['hour']!, p['minute']!, p['second']!);
};

/** The first instant of a calendar day `yyyy-mm-dd` in a zone, some days later if asked. */
export const startOfDay = (day: string, zone: string, later = 0): string => {
  const local = Date.parse(`${day}T00:00:00Z`) + later * 86_400_000;
  return new Date(inZone(local, zone)).toISOString();
};

/** Milliseconds since 1970 of a local time `yyyy-mm-ddThh:mm`, perhaps with seconds; the later where there are two, undefined for what is none. */
export const instantOf = (text: string, zone: string): number | undefined => {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)
    ? Date.parse(`${text}${text.length === 16 ? ':00' : ''}Z`)
    : NaN;
  return Number.isNaN(local) || !new Date(local).toISOString().startsWith(text)
    ? undefined
    : inZone(local, zone);
};

/** The instant at which clocks of a zone show this time, given as if it were UTC. */
const inZone = (local: number, zone: string): number => {
  const guess = local - (partsIn(zone, local) - local);
  return guess - (partsIn(zone, guess) - local);
};
