import { useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import type { CalendarEntry, Silence } from '../../api/types';
import { Problem, Section, State } from '../../components/basics';
import { SilenceDialog } from '../../components/SilenceDialog';
import { useAction, useData } from '../../lib/data';
import { full, moment } from '../../lib/time';
import { Calendar } from './Calendar';
import { ResourcesPart } from './ResourcesPart';

const windowExample = `{
  "match": ["service=checkout"],
  "weekdays": ["mon", "thu"],
  "from": "22:00",
  "to": "23:00",
  "time_zone": "Europe/Berlin"
}`;

export function SilencesPart() {
  const [adding, setAdding] = useState(false);
  const silences = useData(() => api.get<{ data: Silence[] }>('/v1/silences', { all: true }), [], 30000);
  const calendar = useData(() => api.get<{ from: string; to: string; entries: CalendarEntry[] }>('/v1/calendar', { days: 14 }), [], 60000);
  const { busy, error, run } = useAction();
  const end = (id: number) =>
    run(async () => {
      await api.remove(path`/v1/silences/${id}`);
      silences.reload();
      calendar.reload();
    });
  return (
    <>
      <Problem error={silences.error ?? calendar.error ?? error} />
      <Section title="The next two weeks">{calendar.data && <Calendar {...calendar.data} />}</Section>
      <Section
        title="Silences"
        aside={
          <button type="button" class="primary" onClick={() => setAdding(true)}>
            New silence
          </button>
        }
      >
        {silences.data && silences.data.data.length === 0 && <p class="calm">Nothing is silenced.</p>}
        {silences.data && silences.data.data.length > 0 && (
          <div class="scroll" tabIndex={0} role="region" aria-label="Silences">
            <table>
              <thead>
                <tr>
                  <th>State</th>
                  <th>Matchers</th>
                  <th>Until</th>
                  <th>By</th>
                  <th>Why</th>
                  <th>
                    <span class="hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {silences.data.data.slice(0, 100).map((one) => (
                  <tr key={one.id} class={one.state === 'ended' ? 'dim' : ''}>
                    <td>
                      <State name={one.state} />
                    </td>
                    <td>
                      <code>{one.match.join(', ')}</code>
                    </td>
                    <td title={full(one.ends_at)}>{moment(one.ends_at)}</td>
                    <td>
                      <bdi>{one.created_by}</bdi>
                    </td>
                    <td>
                      <bdi>{one.comment}</bdi>
                    </td>
                    <td>
                      {one.state !== 'ended' && (
                        <button type="button" class="small" disabled={busy} onClick={() => end(one.id)}>
                          End now
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
      <Section title="Maintenance windows">
        <ResourcesPart url="/v1/maintenance" what="maintenance window" example={windowExample} docs="/docs/alerts#silences" onChange={calendar.reload}>
          Times that come again, in which nobody is told of what matches.
        </ResourcesPart>
      </Section>
      {adding && (
        <SilenceDialog
          match={[]}
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            silences.reload();
            calendar.reload();
          }}
        />
      )}
    </>
  );
}
