import type { Minor } from '../../domain/fact.js';

/**
 * An amount written in decimals, exactly, in minor units; undefined if it is none, or finer than
 * the currency.
 */
export function minorOf(text: string, decimals: number): Minor | undefined {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(decimals))) return undefined;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** A count: a whole number that is not negative, also if written `3.0`. */
export const countOf = (text: string): number | undefined => minorOf(text, 0);

/**
 * `dd.mm.yyyy`, `yyyy-mm-dd` or `yyyy` (its first or last day) as `yyyy-mm-dd`; undefined if there
 * is no such day.
 */
export function dayOf(text: string, ofYear: 'first' | 'last'): string | undefined {
  if (/^\d{4}$/.test(text)) return ofYear === 'first' ? `${text}-01-01` : `${text}-12-31`;
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = year ? `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}` : text;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(iso) ? undefined : iso;
}
