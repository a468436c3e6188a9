import { useMemo, useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import { useAnomalyEvents, useSeriesEvents } from '../../api/live';
import type { Anomaly, Backtest, Counts, LogPage, SeriesState } from '../../api/types';
import { AnomalyTable } from '../../components/AnomalyTable';
import { Page, Problem, Section, Severity, State } from '../../components/basics';
import { Chart, type Line } from '../../components/Chart';
import { LogList } from '../../components/LogList';
import { TimeRange } from '../../components/TimeRange';
import { useData } from '../../lib/data';
import { number, severityClass } from '../../lib/format';
import { link, setQuery } from '../../lib/route';
import { useSession } from '../../lib/session';
import { moment, readRange } from '../../lib/time';
import { ThresholdEditor } from './ThresholdEditor';

const seconds = (time: string) => new Date(time).getTime() / 1000;

/** What is stored, with the live minutes over it: those are never behind. */
function withLive(stored: Counts, live: SeriesState | null, open: boolean): { times: number[]; counts: number[] } {
  if (!live || !open || stored.step_minutes > 1) return stored;
  const byTime = new Map(stored.times.map((time, i) => [time, stored.counts[i]]));
  const first = stored.times[0] ?? 0;
  for (const { minute, count } of live.window) {
    const time = seconds(minute);
    if (time >= first) byTime.set(time, Math.max(count, byTime.get(time) ?? 0));
  }
  const times = [...byTime.keys()].sort((a, b) => a - b);
  return { times, counts: times.map((time) => byTime.get(time)!) };
}

export function SeriesPage({ service, severity, query }: { service: string; severity: string; query: URLSearchParams }) {
  const session = useSession();
  const range = readRange(query);
  const [from, to] = [query.get('from'), query.get('to')];
  const rangeKey = from ?? query.get('range') ?? '1h';
  const minute = query.get('minute');
  const [live, setLive] = useState<SeriesState | null>(null);
  const [look, setLook] = useState<Backtest | null>(null);
  const [draft, setDraft] = useState<number | null>(null);

  const stored = useData(
    () => {
      const now = readRange(query);
      return api.get<Counts>(path`/v1/counts/${service}/${severity}`, { from: now.from.toISOString(), to: now.to?.toISOString() });
    },
    [service, severity, rangeKey, to],
    range.to ? undefined : 60000,
  );
  const anomalies = useData(
    () => {
      const now = readRange(query);
      return api.get<{ anomalies: Anomaly[] }>('/v1/anomalies', { service, severity, from: now.from.toISOString(), to: now.to?.toISOString(), limit: 200 });
    },
    [service, severity, rangeKey, to],
  );
  useSeriesEvents(service, severity, setLive);
  useAnomalyEvents((one) => {
    if (one.service === service && one.severity === severity) anomalies.reload();
  }, [anomalies.reload, service, severity]);

  const at = minute ? new Date(Number(minute) * 1000) : null;
  const step = (stored.data?.step_minutes ?? 1) * 60;
  const logs = useData(
    async () => (at ? api.get<LogPage>('/v1/logs', { service, severity, from: at.toISOString(), to: new Date(at.getTime() + step * 1000).toISOString(), limit: 100 }) : null),
    [service, severity, minute, step],
  );

  const threshold = live?.threshold_per_minute ?? stored.data?.threshold_per_minute ?? null;
  const lastMinute = live?.window[live.window.length - 1];
  const chart = useMemo(() => {
    if (!stored.data) return null;
    const { times, counts } = withLive(stored.data, live, range.to === null);
    const index = new Map(stored.data.times.map((time, i) => [time, i]));
    const band = (values: (number | null)[]) => times.map((time) => values[index.get(time) ?? values.length - 1] ?? null);
    const lines: Line[] = [
      { label: stored.data.step_minutes > 1 ? `Fullest of ${stored.data.step_minutes} min` : 'Logs a minute', color: `--${severityClass(severity)}`, values: counts, kind: 'bars' },
      { label: 'Usual, from', color: '--accent', values: band(stored.data.low), kind: 'hidden' },
      { label: 'to', color: '--accent', values: band(stored.data.high), kind: 'hidden' },
    ];
    return { times, lines };
  }, [stored.data, live, rangeKey]);
  const marks = useMemo(
    () => [
      ...(anomalies.data?.anomalies ?? []).map((one) => ({ from: seconds(one.first_minute), to: seconds(one.last_minute) + 60, color: '--bad' })),
      ...(look?.series ?? []).flatMap((one) => one.episodes).map((one) => ({ from: seconds(one.first_minute), to: seconds(one.last_minute) + 60, color: '--accent' })),
    ],
    [anomalies.data, look],
  );
  const level = draft ?? threshold;

  return (
    <Page
      title={
        <>
          <bdi>{service || '(none)'}</bdi> <Severity name={severity} /> {live && <State name={live.state} />}
        </>
      }
      aside={<TimeRange query={query} names={['1h', '6h', '24h', '7d', '30d']} />}
    >
      <Problem error={stored.error} />
      {chart && (
        <Section
          title="Logs a minute"
          aside={
            <span class="dim">
              {range.to === null && lastMinute && (
                <>
                  this minute <strong data-testid="current-minute">{number(lastMinute.count)}</strong> so far
                </>
              )}
            </span>
          }
        >
          <Chart
            label={`Logs a minute of ${service} ${severity}${level === null ? '' : `; threshold ${number(level, 1)}`}; ${number(marks.length)} anomalies marked`}
            times={chart.times}
            lines={chart.lines}
            band={{ low: 1, high: 2, color: '--accent' }}
            level={level === null ? null : { value: level, label: `${draft === null ? 'threshold' : 'would be'} ${number(level, 1)}`, color: draft === null ? '--bad' : '--accent' }}
            marks={marks}
            height={280}
            onPick={(time) => setQuery({ minute: time })}
            onRange={(start, end) => setQuery({ range: null, from: new Date(start * 1000).toISOString(), to: new Date(end * 1000).toISOString() })}
          />
          <p class="dim hint">Bars are counts; the shaded band is what is usual at that time of day; red marks are anomalies. Click a minute for its logs; drag to zoom.</p>
        </Section>
      )}
      <div class="columns">
        <Section title="Threshold">
          <ThresholdEditor service={service} severity={severity} threshold={threshold} canEdit={session.thresholds} canLook={session.admin} onDraft={setDraft} onLook={setLook} onSaved={stored.reload} />
        </Section>
        <Section title="Anomalies" aside={<a href={link(['anomalies'], { service, severity })}>All of this series</a>}>
          <Problem error={anomalies.error} />
          {anomalies.data && (anomalies.data.anomalies.length > 0 ? <AnomalyTable anomalies={anomalies.data.anomalies} /> : <p class="calm">None in this time.</p>)}
        </Section>
      </div>
      {at && (
        <Section title={`Logs of ${moment(at)}`} aside={<a href={link(['logs'], { service, severity, from: at.toISOString(), to: new Date(at.getTime() + step * 1000).toISOString() })}>Open in Logs</a>}>
          <Problem error={logs.error} />
          {logs.data && (logs.data.logs.length > 0 ? <LogList logs={logs.data.logs} /> : <p class="calm">No logs are kept of that minute.</p>)}
        </Section>
      )}
    </Page>
  );
}
