import type { Counts } from '../api/types';
import { number } from '../lib/format';
import type { Line } from './Chart';

type Values = (number | null)[];

/** Values of the stored times on those of a chart; minutes after them go by the last. */
export function spread(times: number[], stored: Counts, values: Values): Values {
  const index = new Map(stored.times.map((time, i) => [time, i]));
  return times.map((time) => values[index.get(time) ?? values.length - 1] ?? null);
}

/** Two lines, between which a chart fills what is usual. The legend has one entry for both, and none where nothing is known. */
export function band(low: Values, high: Values): Line[] {
  const known = high.some((value) => value !== null);
  return [
    { label: 'Usual, from', color: '--accent', values: low, kind: 'hidden', say: null },
    { label: 'Usual', color: '--accent', values: high, kind: 'hidden', say: known ? (i) => (high[i] === null ? '–' : `${number(low[i], 1)} – ${number(high[i], 1)}`) : null },
  ];
}
