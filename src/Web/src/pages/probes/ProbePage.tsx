import { useMemo } from 'preact/hooks';
import { api, path } from '../../api/client';
import type { Anomaly, Probe, ProbeRuns } from '../../api/types';
import { AnomalyTable } from '../../components/AnomalyTable';
import { Ago, Command, Confirm, Loading, Page, Problem, Section, Stat, State } from '../../components/basics';
import { Chart, type Line } from '../../components/Chart';
import { TimeRange } from '../../components/TimeRange';
import { useAction, useData } from '../../lib/data';
import { milliseconds, number, percent } from '../../lib/format';
import { useSession } from '../../lib/session';
import { moment, readRange } from '../../lib/time';

export function ProbePage({ name, query }: { name: string; query: URLSearchParams }) {
  const session = useSession();
  const { busy, error: failed, run } = useAction();
  // Of a probe that is being removed there is nothing more to ask.
  const every = (milliseconds: number) => (busy ? undefined : milliseconds);
  const { data, error, reload } = useData(() => api.get<Probe>(path`/v1/probes/${name}`), [name], every(5000));
  const key = query.toString();
  const runs = useData(
    () => {
      const range = readRange(query, '6h');
      return api.get<ProbeRuns>(path`/v1/probes/${name}/runs`, { from: range.from.toISOString(), to: range.to?.toISOString() });
    },
    [name, key],
    every(15000),
  );
  const anomalies = useData(() => api.get<{ anomalies: Anomaly[] }>('/v1/anomalies', { service: name, severity: 'probe', limit: 50 }), [name], 15000);
  const lines = useMemo((): Line[] => {
    if (!runs.data) return [];
    return [
      { label: 'Median', color: '--accent', values: runs.data.median_ms, kind: 'area', width: 2 },
      { label: 'p95', color: '--info', values: runs.data.p95_ms },
      { label: 'p99', color: '--error', values: runs.data.p99_ms, dash: [4, 3] },
    ];
  }, [runs.data]);
  const scores = useMemo((): Line[] => (runs.data ? [{ label: 'Forest score', color: '--other', values: runs.data.score, kind: 'area' }] : []), [runs.data]);
  const marks = useMemo(() => {
    if (!runs.data) return [];
    const step = runs.data.times.length > 1 ? runs.data.times[1] - runs.data.times[0] : 60;
    return runs.data.times.flatMap((time, i) => (runs.data!.failed[i] > 0 ? [{ from: time, to: time + step, color: '--bad' }] : []));
  }, [runs.data]);
  if (!data) return error ? <Problem error={error} /> : <Loading />;
  const total = runs.data?.runs.reduce((a, b) => a + b, 0) ?? 0;
  const bad = runs.data?.failed.reduce((a, b) => a + b, 0) ?? 0;
  const act = (verb: 'pause' | 'resume') =>
    run(async () => {
      await api.post(`${path`/v1/probes/${name}`}/${verb}`);
      reload();
    });
  const remove = () =>
    run(async () => {
      await api.remove(path`/v1/probes/${name}`);
      location.hash = '#/probes';
    });
  return (
    <Page
      title={
        <>
          <bdi>{name}</bdi> <State name={data.state} />
        </>
      }
      aside={
        <>
          <TimeRange query={query} otherwise="6h" names={['1h', '6h', '24h', '7d', '30d']} />
          {session.admin && (
            <div class="actions">
              <button type="button" disabled={busy} onClick={() => act(data.paused ? 'resume' : 'pause')}>
                {data.paused ? 'Resume' : 'Pause'}
              </button>
              {!data.file && (
                <Confirm label="Remove" question="Really remove" disabled={busy} onConfirm={remove} />
              )}
            </div>
          )}
        </>
      }
    >
      <Problem error={failed} />
      {data.last_run?.message && <p class="lead bad-text"><bdi>{data.last_run.message}</bdi></p>}
      <dl class="stats">
        <Stat label="Last answer" value={milliseconds(data.last_run?.response_time_ms)} />
        <Stat label="Median, 24 h" value={milliseconds(data.median_response_ms_24h)} />
        <Stat label="Uptime, 24 h" value={percent(data.uptime_24h)} tone={(data.uptime_24h ?? 100) < 99 ? 'bad' : 'good'} />
        <Stat label="Runs shown" value={number(total)} />
        <Stat label="Failed" value={number(bad)} tone={bad > 0 ? 'bad' : ''} />
        {data.last_run?.certificate_ends && <Stat label="Certificate until" value={moment(data.last_run.certificate_ends)} />}
      </dl>
      {data.last_run && (
        <p class="dim">
          Last run <Ago time={data.last_run.at} />
          {data.last_run.status_code !== null && `, status ${data.last_run.status_code}`}.
        </p>
      )}
      {data.push_url && <Command text={`curl -fsS ${location.origin}${data.push_url}`} />}
      <Problem error={runs.error} />
      {runs.data && (
        <Section title="Response time">
          {total === 0 ? <p class="calm">No run in this time.</p> : <Chart label={`Response times: median, 95th and 99th percentile; ${bad} failed runs marked`} times={runs.data.times} lines={lines} marks={marks} unit=" ms" height={240} />}
        </Section>
      )}
      {runs.data && runs.data.score.some((score) => score !== null) && (
        <Section title="How rare the answers are, by the isolation forest" aside={<a href="/docs/detection">What it means</a>}>
          <Chart label="Scores of the isolation forest, 0 to 1: the higher, the rarer" times={runs.data.times} lines={scores} height={130} />
        </Section>
      )}
      <div class="columns">
        <Section title="Anomalies">{anomalies.data && (anomalies.data.anomalies.length > 0 ? <AnomalyTable anomalies={anomalies.data.anomalies} oneSeries /> : <p class="calm">None so far.</p>)}</Section>
        <Section title="Definition" aside={data.file ? <span class="dim">kept in {data.file}</span> : undefined}>
          <pre class="block" tabIndex={0}>
            {JSON.stringify(data.definition, null, 2)}
          </pre>
        </Section>
      </div>
    </Page>
  );
}
