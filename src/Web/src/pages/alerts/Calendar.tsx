import type { CalendarEntry } from '../../api/types';
import { date, moment, toDate } from '../../lib/time';

const day = 86400_000;

/** A strip of days: when what is muted. */
export function Calendar({ from, to, entries }: { from: string; to: string; entries: CalendarEntry[] }) {
  const start = new Date(from).getTime();
  const end = new Date(to).getTime();
  const place = (time: number) => ((Math.min(end, Math.max(start, time)) - start) / (end - start)) * 100;
  const days: number[] = [];
  for (let at = Math.ceil(start / day) * day; at < end; at += day) days.push(at);
  const lanes = [...new Set(entries.map((entry) => `${entry.kind}\n${entry.name}`))];
  return (
    <div class="calendar">
      <div class="lane axis" aria-hidden="true">
        <span />
        <span class="lane-track">
          {days.map((at) => (
            <i key={at} class="day" style={{ left: `${place(at)}%` }}>
              {date(toDate(at / 1000)).slice(5)}
            </i>
          ))}
        </span>
      </div>
      {lanes.length === 0 && <p class="calm">Nothing is muted in this time.</p>}
      {lanes.map((lane) => {
        const [kind, name] = lane.split('\n');
        return (
          <div class="lane" key={lane}>
            <span class="lane-name" title={name}>
              <bdi>{name}</bdi> <small>{kind}</small>
            </span>
            <span class="lane-track">
              {entries
                .filter((entry) => entry.kind === kind && entry.name === name)
                .map((entry) => {
                  const [left, right] = [place(new Date(entry.from).getTime()), place(new Date(entry.to).getTime())];
                  return (
                    <span
                      key={entry.from}
                      class={`episode ${kind}`}
                      style={{ left: `${left}%`, width: `max(4px, ${right - left}%)` }}
                      title={`${moment(entry.from)} – ${moment(entry.to)}\n${entry.match.join(', ')}`}
                    />
                  );
                })}
            </span>
          </div>
        );
      })}
    </div>
  );
}
