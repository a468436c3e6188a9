import { useLayoutEffect, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { useAnomalyEvents } from '../../api/live';
import type { Anomaly } from '../../api/types';
import { AnomalyTable } from '../../components/AnomalyTable';
import { Empty, Page, Problem } from '../../components/basics';
import { TimeRange } from '../../components/TimeRange';
import { useBearer } from '../../lib/commands';
import { useData } from '../../lib/data';
import { number } from '../../lib/format';
import { setQuery } from '../../lib/route';
import { readRange } from '../../lib/time';
import { Timeline } from './Timeline';

const limit = 500;

/** Holds what is typed until it is done: meanwhile anomalies come, and the page is drawn anew. */
function Draft({ value, onDone }: { value: string; onDone: (value: string) => void }) {
  const [draft, setDraft] = useState(value);
  useLayoutEffect(() => setDraft(value), [value]);
  return <input value={draft} placeholder="all" onInput={(e) => setDraft(e.currentTarget.value)} onChange={(e) => onDone(e.currentTarget.value)} />;
}

export function AnomaliesPage({ query }: { query: URLSearchParams }) {
  const bearer = useBearer();
  const range = readRange(query, '24h');
  const [service, severity, state] = ['service', 'severity', 'state'].map((name) => query.get(name) ?? '');
  const key = query.toString();
  const { data, error, reload } = useData(() => {
    const now = readRange(query, '24h');
    return api.get<{ anomalies: Anomaly[]; next_cursor: string | null }>('/v1/anomalies', { service, severity, state, from: now.from.toISOString(), to: now.to?.toISOString(), limit });
  }, [key]);
  useAnomalyEvents(reload, [reload]);
  return (
    <Page title="Anomalies" aside={<TimeRange query={query} otherwise="24h" names={['1h', '6h', '24h', '7d', '30d']} />}>
      <div class="filters">
        <label>
          <span>Service</span>
          <Draft value={service} onDone={(service) => setQuery({ service })} />
        </label>
        <label>
          <span>Severity</span>
          <Draft value={severity} onDone={(severity) => setQuery({ severity })} />
        </label>
        <label>
          <span>State</span>
          <select value={state} onChange={(e) => setQuery({ state: e.currentTarget.value })}>
            <option value="">all</option>
            <option value="open">firing</option>
            <option value="resolved">resolved</option>
          </select>
        </label>
      </div>
      <Problem error={error} />
      {data && data.anomalies.length === 0 && (
        <Empty title="No anomalies in this time" command={`curl -X PUT "${location.origin}/v1/thresholds/*/ERROR" ${bearer} -d '{"threshold_per_minute": 20}'`}>
          <p>That is good news, or nobody has said yet how much is too much. A threshold for every service, on the server's machine:</p>
        </Empty>
      )}
      {data && data.anomalies.length > 0 && (
        <>
          <Timeline anomalies={data.anomalies} from={range.from} to={range.to ?? new Date()} />
          <p class="dim">
            {number(data.anomalies.length)}
            {data.next_cursor && ' newest'} anomalies
          </p>
          <AnomalyTable anomalies={data.anomalies} />
        </>
      )}
    </Page>
  );
}
