import { prefs } from './prefs';

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

function parts(time: Date) {
  return prefs.zone === 'utc'
    ? [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()]
    : [time.getFullYear(), time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes(), time.getSeconds()];
}

export type Timeish = string | number | Date;

/** Seconds since 1970 come as numbers. */
export function toDate(time: Timeish): Date {
  return time instanceof Date ? time : typeof time === 'number' ? new Date(time * 1000) : new Date(time);
}

export function clock(time: Timeish, seconds = false): string {
  const [, , , h, m, s] = parts(toDate(time));
  return `${pad(h)}:${pad(m)}${seconds ? `:${pad(s)}` : ''}`;
}

export function date(time: Timeish): string {
  const [y, mo, d] = parts(toDate(time));
  return `${y}-${pad(mo)}-${pad(d)}`;
}

/** With the date only where it is not today's. */
export function moment(time: Timeish, seconds = false): string {
  const at = toDate(time);
  return date(at) === date(new Date()) ? clock(at, seconds) : `${date(at)} ${clock(at, seconds)}`;
}

export function full(time: Timeish): string {
  const at = toDate(time);
  return `${date(at)} ${clock(at, true)} ${prefs.zone === 'utc' ? 'UTC' : zoneName(at)}`;
}

function zoneName(at: Date): string {
  return new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' }).formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

export function duration(milliseconds: number): string {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return s % 60 && m < 10 ? `${m} min ${s % 60} s` : `${m} min`;
  const h = Math.floor(m / 60);
  if (h < 48) return m % 60 ? `${h} h ${m % 60} min` : `${h} h`;
  return `${Math.round(h / 24)} d`;
}

export function ago(time: Timeish): string {
  const passed = Date.now() - toDate(time).getTime();
  return passed < 2000 ? 'now' : `${duration(passed)} ago`;
}

/** For inputs of type datetime-local. */
export function toInput(time: Timeish): string {
  const [y, mo, d, h, m] = parts(toDate(time));
  return `${y}-${pad(mo)}-${pad(d)}T${pad(h)}:${pad(m)}`;
}

export function fromInput(text: string): Date | null {
  const time = new Date(prefs.zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(time.getTime()) ? null : time;
}

export const ranges: Record<string, number> = {
  '15m': 15 * 60,
  '1h': 3600,
  '6h': 6 * 3600,
  '24h': 86400,
  '7d': 7 * 86400,
  '30d': 30 * 86400,
};

export interface Range {
  from: Date;
  /** Null for now, whenever that is. */
  to: Date | null;
}

export function readRange(query: URLSearchParams, otherwise = '1h'): Range {
  const from = query.get('from');
  const to = query.get('to');
  if (from) {
    const start = new Date(from);
    const end = to ? new Date(to) : null;
    if (!Number.isNaN(start.getTime())) return { from: start, to: end && !Number.isNaN(end.getTime()) ? end : null };
  }
  const seconds = ranges[query.get('range') ?? otherwise] ?? ranges[otherwise];
  return { from: new Date(Date.now() - seconds * 1000), to: null };
}
