import type { LogHistogram as Data } from '../api/types';
import { number, severityClass, severityRank } from '../lib/format';
import { moment } from '../lib/time';

/** Logs by slice of time, the worst severity at the bottom. A click takes the slice as the range. Without data it is there as well, so that nothing moves when that comes. */
export function LogHistogram({ data, onPick }: { data: Data | null; onPick: (from: number, to: number) => void }) {
  if (!data) {
    return (
      <figure class="histogram" aria-hidden="true">
        <svg viewBox="0 0 100 40" preserveAspectRatio="none" />
        <figcaption>&nbsp;</figcaption>
      </figure>
    );
  }
  const order = data.severities.map((name, i) => ({ name, i })).sort((a, b) => severityRank(a.name) - severityRank(b.name));
  const totals = data.times.map((_, slice) => data.counts.reduce((sum, row) => sum + row[slice], 0));
  const top = Math.max(1, ...totals);
  const width = 100 / Math.max(1, data.times.length);
  const sum = totals.reduce((a, b) => a + b, 0);
  return (
    <figure class="histogram">
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={`${number(sum)} logs by time; the fullest slice has ${number(top)}`}>
        {data.times.map((time, slice) => {
          let y = 40;
          return (
            <g key={time} onClick={() => onPick(time, time + data.slice_seconds)}>
              <title>{`${moment(time)}: ${number(totals[slice])} logs`}</title>
              <rect x={slice * width} y="0" width={width} height="40" class="hit" />
              {order.map(({ name, i }) => {
                const height = (data.counts[i][slice] / top) * 39;
                y -= height;
                return height > 0 && <rect key={name} x={slice * width + width * 0.06} y={y} width={width * 0.88} height={Math.max(height, 0.4)} class={`bar ${severityClass(name)}`} />;
              })}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{data.times.length > 0 && moment(data.times[0])}</span>
        <span>
          {number(sum)} logs{new Date(data.counted_from).getTime() / 1000 > (data.times[0] ?? 0) + data.slice_seconds && ` since ${moment(data.counted_from)}; earlier ones are not counted yet`}
        </span>
        <span>{data.times.length > 0 && moment(data.times[data.times.length - 1] + data.slice_seconds)}</span>
      </figcaption>
    </figure>
  );
}
