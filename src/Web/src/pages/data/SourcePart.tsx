import { api, path } from '../../api/client';
import type { Column, DataSource, Refused, SourceStats } from '../../api/types';
import { Command, Problem, Section, Stat } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { useData } from '../../lib/data';
import { bytes, number } from '../../lib/format';
import { full, moment } from '../../lib/time';

/** Of what the logs' own columns mean, so that a pasted row is no odd one. */
const samples: Record<string, string> = { service: 'hello', severity: 'INFO', message: 'it works', server_id: 'srv-1', metadata: '{}', error_code: '', resource_id: '' };

function sample(column: Column): string | number {
  return /Int|Float/.test(column.type) ? 1 : /Date/.test(column.type) ? new Date().toISOString() : (samples[column.name] ?? 'text');
}

function example(source: DataSource, bearer: string): string {
  const row = Object.fromEntries(
    source.columns.filter((column) => column.jsonpath).map((column) => [column.name, sample(column)]),
  );
  return `curl "${location.origin}/v0/events?name=${source.name}&wait=true" ${bearer} -d '${JSON.stringify(row)}'`;
}

export function SourcePart({ name }: { name: string }) {
  const bearer = useBearer();
  const { data, error } = useData(() => api.get<DataSource>(path`/v0/datasources/${name}`), [name]);
  const stats = useData(() => api.get<{ sources: SourceStats[] }>('/v1/sources'), [name], 10000);
  const stat = stats.data?.sources.find((one) => one.name === name);
  // Rows that did not fit are shown to those who may see every row.
  const whole = stat !== undefined;
  const refused = useData(async () => (whole ? api.get<{ rows: Refused[] }>(path`/v1/sources/${name}/quarantine`) : null), [name, whole], 10000);
  return (
    <>
      <Problem error={error} />
      {data && (
        <>
          <h2>{data.name}</h2>
          <p class="about">
            <bdi>{data.description.trim()}</bdi>
          </p>
          <dl class="stats">
            <Stat label="Rows" value={number(stat?.rows)} />
            <Stat label="Size" value={bytes(stat?.bytes)} />
            <Stat label="Quarantined" value={number(stat?.quarantined)} tone={stat && stat.quarantined > 0 ? 'warn' : ''} />
          </dl>
          <div class="columns">
            <Section title="Schema">
              <div class="scroll" tabIndex={0} role="region" aria-label="Schema">
                <table>
                  <thead>
                    <tr>
                      <th>Column</th>
                      <th>Type</th>
                      <th>From</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.columns.map((column) => (
                      <tr key={column.name}>
                        <td>{column.name}</td>
                        <td>
                          <code>{column.type}</code>
                        </td>
                        <td>
                          <code>{column.jsonpath}</code>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </Section>
            <Section title="Send a row">
              <Command text={example(data, bearer)} />
            </Section>
          </div>
          <Section title="Quarantine">
            <Problem error={refused.error} />
            {stats.data && !whole && <p class="calm">This token does not show every row, and so not those that did not fit.</p>}
            {refused.data && refused.data.rows.length === 0 && <p class="calm">Every row has fitted.</p>}
            {refused.data && refused.data.rows.length > 0 && (
              <div class="scroll" tabIndex={0} role="region" aria-label="Quarantined rows">
                <table>
                  <thead>
                    <tr>
                      <th>When</th>
                      <th>Why</th>
                      <th>The row as it was sent</th>
                    </tr>
                  </thead>
                  <tbody>
                    {refused.data.rows.map((row, i) => (
                      <tr key={i}>
                        <td title={full(row.at)}>{moment(row.at, true)}</td>
                        <td class="wide">
                          {row.errors.map((problem, n) => (
                            <div key={n}>
                              <code>{row.columns[n]}</code> <bdi>{problem}</bdi>
                            </div>
                          ))}
                        </td>
                        <td class="wide">
                          <code class="raw">
                            <bdi>{row.raw}</bdi>
                          </code>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Section>
        </>
      )}
    </>
  );
}
