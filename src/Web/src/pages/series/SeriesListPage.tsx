import { api } from '../../api/client';
import type { ActiveSeries } from '../../api/types';
import { Empty, Page, Problem, Severity, State } from '../../components/basics';
import { Spark } from '../../components/Spark';
import { useData } from '../../lib/data';
import { number, severityClass } from '../../lib/format';
import { link, setQuery } from '../../lib/route';

export function SeriesListPage({ query }: { query: URLSearchParams }) {
  const search = query.get('search') ?? '';
  const { data, error } = useData(() => api.get<{ total: number; series: ActiveSeries[] }>('/v1/activity/series', { search, limit: 200 }), [search], 5000);
  return (
    <Page
      title="Series"
      aside={<input type="search" aria-label="Search by service or severity" placeholder="service or severity" value={search} onInput={(e) => setQuery({ search: e.currentTarget.value }, true)} />}
    >
      <p class="dim">Every service at every severity is watched on its own. Those of the last hour; what fires and what stands out comes first.</p>
      <Problem error={error} />
      {data && data.series.length === 0 && <Empty title={search ? 'No series with that name spoke in the last hour' : 'No logs in the last hour'} />}
      {data && data.series.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Series">
          <table>
            <thead>
              <tr>
                <th>Service</th>
                <th>Severity</th>
                <th>State</th>
                <th>The last hour</th>
                <th class="num">This minute</th>
                <th class="num">Peak</th>
                <th class="num">Threshold</th>
              </tr>
            </thead>
            <tbody>
              {data.series.map((one) => (
                <tr key={`${one.service}\n${one.severity}`} class="link">
                  <td class="name">
                    <a href={link(['series', one.service, one.severity])}>
                      <bdi>{one.service || '(none)'}</bdi>
                    </a>
                  </td>
                  <td>
                    <Severity name={one.severity} />
                  </td>
                  <td>
                    <State name={one.state} />
                  </td>
                  <td class="spark-cell">
                    <Spark values={one.counts} limit={one.threshold_per_minute} label={`Logs a minute of ${one.service} ${one.severity}, the last hour`} color={`var(--${severityClass(one.severity)})`} />
                  </td>
                  <td class="num">{number(one.counts[one.counts.length - 1])}</td>
                  <td class="num">{number(Math.max(...one.counts))}</td>
                  <td class="num">{one.threshold_per_minute === null ? <span class="dim" title={one.limit === null ? 'None is set' : 'None is set; so many were usual on the past day'}>{one.limit === null ? '–' : `usual ${number(one.limit)}`}</span> : number(one.threshold_per_minute, 1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && data.total > data.series.length && <p class="dim">{number(data.total - data.series.length)} more; search for them.</p>}
    </Page>
  );
}
