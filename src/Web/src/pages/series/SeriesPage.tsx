import { useMemo, useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import { useAnomalyEvents, useSeriesEvents } from '../../api/live';
import type { Anomaly, Backtest, Counts, LogPage, SeriesState } from '../../api/types';
import { AnomalyTable } from '../../components/AnomalyTable';
import { Page, Problem, Section, Severity, State } from '../../components/basics';
import { Chart, type Line } from '../../components/Chart';
import { band, spread } from '../../components/usual';
import { LogList } from '../../components/LogList';
import { TimeRange } from '../../components/TimeRange';
import { useData } from '../../lib/data';
import { number, plural, severityClass } from '../../lib/format';
import { link, setQuery } from '../../lib/route';
import { useSession } from '../../lib/session';
import { moment, readRange } from '../../lib/time';
import { Standing } from './Standing';
import { ThresholdEditor } from './ThresholdEditor';

const chartHeight = 280;
/** What the legend and the hint take. */
const underChart = '3.1rem';

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
  // The minute under way is there from its start, before its first log.
  const now = Math.floor(Date.now() / 60_000) * 60;
  if (!byTime.has(now) && now >= first) byTime.set(now, 0);
  const times = [...byTime.keys()].sort((a, b) => a - b);
  return { times, counts: times.map((time) => byTime.get(time)!) };
}

function spanOf(one: { first_minute: string; last_minute: string }, color: string) {
  return { from: seconds(one.first_minute), to: seconds(one.last_minute) + 60, color };
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
    // Of a minute that may still grow.
    at && Date.now() - at.getTime() < step * 1000 + 60_000 ? 5000 : undefined,
  );

  const threshold = live?.threshold_per_minute ?? stored.data?.threshold_per_minute ?? null;
  const lastMinute = live?.window[live.window.length - 1];
  const chart = useMemo(() => {
    if (!stored.data) return null;
    const { times, counts } = withLive(stored.data, live, range.to === null);
    const low = spread(times, stored.data, stored.data.low);
    const high = spread(times, stored.data, stored.data.high);
    // The minute under way is still growing.
    const open = range.to === null ? times.length - 1 : -1;
    const lines: Line[] = [
      {
        label: stored.data.step_minutes > 1 ? `Fullest minute of ${stored.data.step_minutes}` : 'Logs a minute',
        color: `--${severityClass(severity)}`,
        values: counts.map((count, i) => (i === open ? null : count)),
        kind: 'bars',
        say: (i) => number(counts[i]) + (i === open ? ' so far' : ''),
      },
      { label: 'Now', color: `--${severityClass(severity)}`, values: counts.map((count, i) => (i === open ? count : null)), kind: 'bars', unfinished: true, say: null },
      ...band(low, high),
    ];
    return { times, lines, usual: high.some((value) => value !== null) };
  }, [stored.data, live, rangeKey]);
  const episodes = (look?.series ?? []).flatMap((one) => one.episodes);
  const marks = useMemo(() => [...(anomalies.data?.anomalies ?? []).map((one) => spanOf(one, '--bad')), ...episodes.map((one) => spanOf(one, '--accent'))], [anomalies.data, look]);
  const level = draft ?? threshold;
  const lookedBack = (next: Backtest | null) => {
    setLook(next);
    // What it found is to be seen: a chart of less than it looked at gets longer.
    const start = readRange(query).from.getTime();
    if (next && next.count > 0 && start > seconds(next.from) * 1000 + 60_000) setQuery({ range: '7d', from: null, to: null, minute: null });
  };

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
      {live && <Standing live={live} />}
      {!stored.error && !chart && (
        <Section title="Logs a minute">
          <div style={{ height: `calc(${chartHeight}px + ${underChart})` }} />
        </Section>
      )}
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
            label={`Logs a minute of ${service} ${severity}${level === null ? '' : `; threshold ${number(level, 1)}`}; ${plural(marks.length - episodes.length, 'anomaly', 'anomalies')} marked${look ? `; ${plural(episodes.length, 'time')} that it would have fired` : ''}`}
            times={chart.times}
            lines={chart.lines}
            span={[seconds(range.from.toISOString()), range.to ? seconds(range.to.toISOString()) : (chart.times[chart.times.length - 1] ?? 0) + step]}
            band={{ low: 2, high: 3, color: '--accent' }}
            level={level === null ? null : { value: level, label: `${draft === null ? 'threshold' : 'would be'} ${number(level, 1)}`, color: draft === null ? '--bad' : '--accent' }}
            marks={marks}
            height={chartHeight}
            onPick={(time) => setQuery({ minute: time })}
            onRange={(start, end) => setQuery({ range: null, from: new Date(start * 1000).toISOString(), to: new Date(end * 1000).toISOString() })}
          />
          <p class="dim hint">
            <i class="key bad" /> anomalies {look && <><i class="key accent" /> would have fired </>}
            {chart.usual && <><i class="key usual" /> usual at that time </>}
            <span>Click a minute for its logs; drag to zoom.</span>
          </p>
        </Section>
      )}
      <div class="columns">
        <Section title="Threshold">
          <ThresholdEditor service={service} severity={severity} threshold={threshold} canEdit={session.thresholds} canLook={session.admin} onDraft={setDraft} onLook={lookedBack} onSaved={stored.reload} />
        </Section>
        <Section title="Anomalies" aside={<a href={link(['anomalies'], { service, severity })}>All of this series</a>}>
          <Problem error={anomalies.error} />
          {anomalies.data && (anomalies.data.anomalies.length > 0 ? <AnomalyTable anomalies={anomalies.data.anomalies} oneSeries /> : <p class="calm">None in this time.</p>)}
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
