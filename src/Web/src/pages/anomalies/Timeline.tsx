import type { Anomaly } from '../../api/types';
import { severityClass } from '../../lib/format';
import { link } from '../../lib/route';
import { moment } from '../../lib/time';
import { lasted } from '../../components/AnomalyTable';

const lanes = 14;

/** When what fired, and how long: one lane a series, those that fired most first. */
export function Timeline({ anomalies, from, to }: { anomalies: Anomaly[]; from: Date; to: Date }) {
  const [start, span] = [from.getTime(), Math.max(1, to.getTime() - from.getTime())];
  const bySeries = new Map<string, Anomaly[]>();
  for (const one of anomalies) {
    const key = JSON.stringify([one.service, one.severity]);
    bySeries.set(key, [...(bySeries.get(key) ?? []), one]);
  }
  const shown = [...bySeries.values()].sort((a, b) => b.length - a.length).slice(0, lanes);
  const place = (time: number) => Math.min(100, Math.max(0, ((time - start) / span) * 100));
  return (
    <div class="timeline">
      {shown.map((series) => (
        <div class="lane" key={JSON.stringify([series[0].service, series[0].severity])}>
          <a class="lane-name" href={link(['series', series[0].service, series[0].severity])} title={`${series[0].service} ${series[0].severity}`}>
            <bdi>{series[0].service}</bdi> <small>{series[0].severity}</small>
          </a>
          <span class="lane-track">
            {series.map((one) => {
              const left = place(new Date(one.first_minute).getTime());
              const right = place(one.resolved_at ? new Date(one.resolved_at).getTime() : Date.now());
              return (
                <a
                  key={one.id}
                  href={link(['anomalies', one.id])}
                  class={`episode ${severityClass(one.severity)} ${one.state}`}
                  style={{ left: `${left}%`, width: `max(6px, ${right - left}%)` }}
                  title={`${moment(one.fired_at, true)}, ${lasted(one)}, peak ${one.peak}`}
                  aria-label={`Anomaly of ${moment(one.fired_at, true)}, lasted ${lasted(one)}, peak ${one.peak}`}
                />
              );
            })}
          </span>
        </div>
      ))}
      <div class="lane axis" aria-hidden="true">
        <span />
        <span class="ends">
          <span>{moment(from)}</span>
          <span>{bySeries.size > lanes && `${bySeries.size - lanes} more series below`}</span>
          <span>{moment(to)}</span>
        </span>
      </div>
    </div>
  );
}
