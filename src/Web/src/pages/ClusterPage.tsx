import { api } from '../api/client';
import type { ProcessInfo } from '../api/types';
import { Ago, Command, Page, Problem, State } from '../components/basics';
import { useData } from '../lib/data';
import { bytes, compact, milliseconds, number, percent } from '../lib/format';
import { duration, full } from '../lib/time';

interface Processes {
  shape: 'embedded' | 'cluster';
  dashboard: string | null;
  processes: ProcessInfo[];
}

export function ClusterPage() {
  const { data, error } = useData(() => api.get<Processes>('/v1/processes'), [], 2000);
  const most = Math.max(1, ...(data?.processes.map((one) => one.series) ?? []));
  const up = data?.processes.filter((one) => one.state === 'up').length ?? 0;
  return (
    <Page title="Cluster" aside={data?.dashboard && <a href={data.dashboard}>Orleans dashboard</a>}>
      <Problem error={error} />
      {data && (
        <p class="lead">
          {data.shape === 'embedded'
            ? 'One process does everything: it takes logs, watches every series, and tells.'
            : `${number(up)} ${up === 1 ? 'process shares' : 'processes share'} the work. Every series lives in one of them; when one falls away, the others take over.`}
        </p>
      )}
      <div class="grid wide-tiles">
        {data?.processes.map((one) => (
          <section class={`tile ${one.state}`} key={one.name} aria-label={one.name}>
            <span class="tile-head">
              <bdi>{one.name}</bdi> <State name={one.state} />
            </span>
            <p class="dim">
              {one.address} · {one.version} · up {duration(Date.now() - new Date(one.started_at).getTime())}
              {one.state !== 'up' && (
                <>
                  {' '}
                  · last seen <Ago time={one.at} />
                </>
              )}
            </p>
            {data.processes.length > 1 && (
              <div class="meter" title={`${number(one.series)} series since ${full(one.started_at)}`}>
                <i style={{ width: `${(one.series / most) * 100}%` }} />
              </div>
            )}
            <dl class="facts">
              <dt>Series</dt>
              <dd data-testid="series">{number(one.series)}</dd>
              <dt>Rows</dt>
              <dd>{compact(one.rows_per_second)} /s</dd>
              <dt>Commit p50 / p99</dt>
              <dd>
                {milliseconds(one.commit_p50_ms)} / {milliseconds(one.commit_p99_ms)}
              </dd>
              <dt>Waiting</dt>
              <dd>
                {number(one.waiting_rows)} rows, {bytes(one.buffered_bytes)}
              </dd>
              <dt>Detection queue</dt>
              <dd>{number(one.detection_queue)}</dd>
              <dt>Quarantined</dt>
              <dd>{number(one.quarantined)}</dd>
              <dt>Processor</dt>
              <dd>{percent(one.cpu * 100)}</dd>
              <dt>Memory</dt>
              <dd>{bytes(one.memory_bytes)}</dd>
              <dt>Open pages</dt>
              <dd>{number(one.pages)}</dd>
            </dl>
          </section>
        ))}
      </div>
      {data?.shape === 'embedded' && (
        <>
          <p class="dim">When one machine is not enough, the same data serves a cluster. Stop this process, and:</p>
          <Command text="./run.sh cluster 3" />
        </>
      )}
    </Page>
  );
}
