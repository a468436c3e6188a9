export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size >= 1e9) return `${number(value / 1e9, 1)} G`;
  if (size >= 1e6) return `${number(value / 1e6, 1)} M`;
  if (size >= 1e4) return `${number(value / 1e3, 1)} k`;
  return number(value, size < 10 ? 1 : 0);
}

export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let size = value;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${number(size, size < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value >= 1000 ? `${number(value / 1000, 1)} s` : `${number(value, value < 10 ? 1 : 0)} ms`;
}

/** Rounded down: 99.996 % is not 100 %. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${number(Math.floor(value * 100) / 100, 2)} %`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const order = ['FATAL', 'CRITICAL', 'ERROR', 'WARN', 'WARNING', 'INFO', 'DEBUG', 'TRACE'];

/** The worst first; what is not known in between. */
export function severityRank(severity: string): number {
  const rank = order.indexOf(severity.toUpperCase());
  return rank < 0 ? 4.5 : rank;
}

/** A name for the style sheet: what comes from logs never gets into it. */
export function severityClass(severity: string): string {
  switch (severity.toUpperCase()) {
    case 'FATAL':
    case 'CRITICAL':
      return 'fatal';
    case 'ERROR':
      return 'error';
    case 'WARN':
    case 'WARNING':
      return 'warn';
    case 'INFO':
      return 'info';
    case 'DEBUG':
    case 'TRACE':
      return 'debug';
    default:
      return 'other';
  }
}

/** A matcher as routes and silences write it. */
export function matcher(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A name of the API, such as FirstFiring, as words. */
export function words(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])|_/g, ' ').toLowerCase();
}

/** What somebody typed as JSON; the problem names the field. */
export function parseJson(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (e) {
    throw new Error(`${field}: this is not JSON. ${e instanceof Error ? e.message : ''}`);
  }
}

/** A word of a shell, whatever it holds. */
export function shell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
