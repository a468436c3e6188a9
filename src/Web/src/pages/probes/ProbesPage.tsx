import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Probe } from '../../api/types';
import { Ago, Empty, Page, Problem, State } from '../../components/basics';
import { Spark } from '../../components/Spark';
import { useBearer } from '../../lib/commands';
import { useData } from '../../lib/data';
import { milliseconds, percent } from '../../lib/format';
import { link } from '../../lib/route';
import { useSession } from '../../lib/session';
import { ProbeDialog } from './ProbeDialog';

/** A new probe's line is as wide as that of an old one. */
function sinceFirst(values: (number | null)[]): (number | null)[] {
  return values.slice(Math.min(Math.max(0, values.findIndex((value) => value !== null)), values.length - 10));
}

export function ProbesPage() {
  const bearer = useBearer();
  const session = useSession();
  const { data, error, reload } = useData(() => api.get<{ probes: Probe[] }>('/v1/probes'), [], 5000);
  const sparks = useData(() => api.get<{ probes: { name: string; median_ms: (number | null)[]; failed: number[] }[] }>('/v1/status/recent'), [], 15000);
  const [adding, setAdding] = useState(false);
  const byName = new Map(sparks.data?.probes.map((one) => [one.name, one]) ?? []);
  const order = ['down', 'unreachable', 'unknown', 'up', 'paused'];
  const probes = [...(data?.probes ?? [])].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
  return (
    <Page
      title="Probes"
      aside={
        <div class="actions">
          <a href="/status">Status page</a>
          {session.admin && (
            <button type="button" class="primary" onClick={() => setAdding(true)}>
              New probe
            </button>
          )}
        </div>
      }
    >
      <Problem error={error} />
      {data && probes.length === 0 && (
        <Empty title="Nothing is probed yet" command={`curl -X PUT "${location.origin}/v1/probes/example" ${bearer} -d '{"type": "http", "url": "https://example.com/"}'`}>
          <p>A probe checks an HTTP endpoint, a TCP port, a DNS name, a certificate, or whether something calls in. Make one here, or on the server's machine:</p>
        </Empty>
      )}
      <div class="grid">
        {probes.map((probe) => {
          const spark = byName.get(probe.name);
          return (
            <a class={`tile ${probe.state}`} key={probe.name} href={link(['probes', probe.name])}>
              <span class="tile-head">
                <bdi>{probe.name}</bdi>
                <State name={probe.state} />
              </span>
              {spark && <Spark values={sinceFirst(spark.median_ms)} label={`Response times of ${probe.name}, the last hour`} />}
              <span class="tile-foot">
                {probe.last_run && <span title="The last answer">{milliseconds(probe.last_run.response_time_ms)}</span>}
                {probe.last_run && <span title="Uptime of 24 hours">{percent(probe.uptime_24h)}</span>}
                <span class="dim">{probe.last_run ? <Ago time={probe.last_run.at} /> : 'no run yet'}</span>
              </span>
            </a>
          );
        })}
      </div>
      {adding && (
        <ProbeDialog
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            reload();
          }}
        />
      )}
    </Page>
  );
}
