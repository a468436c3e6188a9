import { api } from '../../api/client';
import type { DataSource, SourceStats } from '../../api/types';
import { Problem } from '../../components/basics';
import { useData } from '../../lib/data';
import { bytes, number } from '../../lib/format';
import { link } from '../../lib/route';

export function SourcesPart() {
  const { data, error } = useData(() => api.get<{ datasources: DataSource[] }>('/v0/datasources'), []);
  const stats = useData(() => api.get<{ sources: SourceStats[] }>('/v1/sources'), [], 10000);
  const byName = new Map(stats.data?.sources.map((one) => [one.name, one]) ?? []);
  return (
    <>
      <Problem error={error} />
      {data && data.datasources.length === 0 && <p class="calm">This token shows no data source.</p>}
      {data && data.datasources.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Data sources">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th class="num">Rows</th>
                <th class="num">Size</th>
                <th class="num">Quarantined</th>
                <th class="num">Columns</th>
                <th class="about-source">What it is</th>
              </tr>
            </thead>
            <tbody>
              {data.datasources.map((source) => {
                const stat = byName.get(source.name);
                return (
                  <tr key={source.name} class="link">
                    <td class="name">
                      <a href={link(['data', 'sources', source.name])}>{source.name}</a>
                    </td>
                    <td class="num">{number(stat?.rows)}</td>
                    <td class="num">{bytes(stat?.bytes)}</td>
                    <td class={`num ${stat && stat.quarantined > 0 ? 'warn-text' : ''}`}>{number(stat?.quarantined)}</td>
                    <td class="num">{source.columns.length}</td>
                    <td class="wide dim about-source">
                      <bdi>{source.description.trim()}</bdi>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
