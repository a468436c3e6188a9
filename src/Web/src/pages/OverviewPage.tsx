import { useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import { useAnomalyEvents, useFrames } from '../api/live';
import type { ActiveService, Anomaly, Frame } from '../api/types';
import { AnomalyTable } from '../components/AnomalyTable';
import { Empty, Page, Problem, Section, Stat } from '../components/basics';
import { Chart, type Line } from '../components/Chart';
import { Heatmap } from '../components/Heatmap';
import { useBearer } from '../lib/commands';
import { useData } from '../lib/data';
import { bytes, compact, milliseconds, number, severityClass, severityRank } from '../lib/format';

function Rates({ frames }: { frames: Frame[] }) {
  const last = frames[frames.length - 1];
  const at = last?.at;
  const { times, lines } = useMemo(() => {
    const names = [...new Set(frames.flatMap((frame) => Object.keys(frame.logs_per_second)))].sort((a, b) => severityRank(a) - severityRank(b));
    return {
      times: frames.map((frame) => Math.round(new Date(frame.at).getTime() / 1000)),
      lines: names.map((name): Line => ({ label: name || '(none)', color: `--${severityClass(name)}`, values: frames.map((frame) => frame.logs_per_second[name] ?? 0) })),
    };
  }, [at]);
  if (!last) return <p class="loading">Waiting for the first second…</p>;
  const total = Object.values(last.logs_per_second).reduce((a, b) => a + b, 0);
  return <Chart label={`Logs a second by severity, the last two minutes; now ${number(total)}`} times={times} lines={lines} span={[times[times.length - 1] - 120, times[times.length - 1]]} height={190} />;
}

function Ingest({ last }: { last: Frame | undefined }) {
  if (!last) return null;
  const logs = Object.values(last.logs_per_second).reduce((a, b) => a + b, 0);
  return (
    <dl class="stats">
      <Stat label="Logs" value={compact(logs)} unit="/s" />
      <Stat label="All rows" value={compact(last.rows_per_second)} unit="/s" />
      <Stat label="Commit p50 / p99" value={`${milliseconds(last.commit_p50_ms)} / ${milliseconds(last.commit_p99_ms)}`} tone={(last.commit_p99_ms ?? 0) > 1000 ? 'warn' : ''} />
      <Stat label="Quarantined" value={compact(last.quarantined)} unit={last.quarantined_per_second > 0 ? `(${number(last.quarantined_per_second, 1)}/s)` : ''} tone={last.quarantined_per_second > 0 ? 'warn' : ''} />
      <Stat label="Queue" value={compact(last.waiting_rows)} unit={`rows, ${bytes(last.buffered_bytes)}`} tone={last.waiting_rows > 100000 ? 'warn' : ''} />
      <Stat label="Series watched" value={compact(last.series)} />
      <Stat label="Open anomalies" value={number(last.open_anomalies)} tone={last.open_anomalies > 0 ? 'bad' : 'good'} />
    </dl>
  );
}

function sendCommand(bearer: string): string {
  return `curl "${location.origin}/v0/events?name=system_logs&wait=true" ${bearer} -d '{"timestamp":"'$(date -u +%FT%TZ)'","server_id":"srv-1","service":"hello","severity":"INFO","message":"it works","error_code":"","resource_id":"","metadata":"{}"}'`;
}

export function OverviewPage() {
  const bearer = useBearer();
  const frames = useFrames();
  const activity = useData(() => api.get<{ first_minute: string; total: number; services: ActiveService[] }>('/v1/activity/services', { limit: 60 }), [], 5000);
  const open = useData(() => api.get<{ anomalies: Anomaly[] }>('/v1/anomalies', { state: 'open', limit: 50 }), [], 30000);
  const [fresh, setFresh] = useState<number | null>(null);
  useAnomalyEvents((anomaly) => {
    setFresh(anomaly.id);
    open.reload();
  }, [open.reload]);
  const services = activity.data?.services;
  if (services?.length === 0 && open.data?.anomalies.length === 0) {
    return (
      <Page title="Overview">
        <Empty title="No logs in the last hour" command={sendCommand(bearer)}>
          <p>Send one, on the server's machine, and it is here within a second:</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title="Overview">
      <Ingest last={frames[frames.length - 1]} />
      <div class="columns">
        <Section title="Logs a second">
          <Rates frames={frames} />
        </Section>
        <Section title="Open anomalies" flash={fresh} aside={<a href="#/anomalies">All anomalies</a>}>
          <Problem error={open.error} />
          {open.data && (open.data.anomalies.length > 0 ? <AnomalyTable anomalies={open.data.anomalies} /> : <p class="calm">Nothing is firing.</p>)}
        </Section>
      </div>
      <Section title="Services, the last hour" aside={<span class="dim">{activity.data && `${number(activity.data.total)} services; those that stand out first`}</span>}>
        <Problem error={activity.error} />
        {services && <Heatmap services={services} first={activity.data!.first_minute} />}
      </Section>
    </Page>
  );
}
