import { useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import type { Notification } from '../../api/types';
import { Attempts } from '../../components/Attempts';
import { Dialog, Empty, Problem, Severity, State } from '../../components/basics';
import { useAction, useData } from '../../lib/data';
import { words } from '../../lib/format';
import { link } from '../../lib/route';
import { full, moment } from '../../lib/time';

export function NotificationsPart() {
  const [state, setState] = useState('');
  const { data, error, reload } = useData(() => api.get<{ data: Notification[] }>('/v1/notifications', { state, limit: 200 }), [state], 10000);
  const [shown, setShown] = useState<string | null>(null);
  const { busy, error: failed, run } = useAction();
  const retry = (id: string) =>
    run(async () => {
      await api.post(path`/v1/notifications/${id}/retry`);
      reload();
    });
  return (
    <>
      <div class="filters">
        <label>
          <span>State</span>
          <select value={state} onChange={(e) => setState(e.currentTarget.value)}>
            <option value="">all</option>
            <option>pending</option>
            <option>delivered</option>
            <option>dead</option>
          </select>
        </label>
      </div>
      <Problem error={error ?? failed} />
      {data && data.data.length === 0 && (
        <Empty title={state ? `No message is ${state}` : 'Nobody was told of anything yet'}>
          {!state && (
            <p>
              Make a <a href="#/alerts/receivers">receiver</a>, and say which alerts it is told of in the <a href="#/alerts/routes">routes</a>. Its test button sends a message at once.
            </p>
          )}
        </Empty>
      )}
      {data && data.data.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Notifications">
          <table>
            <thead>
              <tr>
                <th>Decided</th>
                <th>Receiver</th>
                <th>Reason</th>
                <th>State</th>
                <th class="num">Attempts</th>
                <th>
                  <span class="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.data.map((one) => (
                <tr key={one.id}>
                  <td title={full(one.created_at)}>{moment(one.created_at, true)}</td>
                  <td class="name">
                    <button type="button" class="as-link" onClick={() => setShown(one.id)}>
                      <bdi>{one.receiver}</bdi>
                    </button>
                  </td>
                  <td>{words(one.reason)}</td>
                  <td>
                    <State name={one.state} />
                  </td>
                  <td class="num">{one.attempts}</td>
                  <td>
                    {one.state === 'dead' && (
                      <button type="button" class="small" disabled={busy} onClick={() => retry(one.id)}>
                        Try again
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && <Detail id={shown} onClose={() => setShown(null)} />}
    </>
  );
}

/** One message: what it says, of which anomalies, and every attempt to deliver it. */
function Detail({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useData(() => api.get<Notification>(path`/v1/notifications/${id}`), [id]);
  return (
    <Dialog title="Message" onClose={onClose}>
      <Problem error={error} />
      {data && (
        <>
          <p>
            To <bdi>{data.receiver}</bdi>, {words(data.reason)}, <State name={data.state} />
          </p>
          <Attempts log={data.log} />
          {(data.message?.alerts ?? []).map((alert) => (
            <p key={alert.anomalyId}>
              <a href={link(['anomalies', alert.anomalyId])}>
                <bdi>{alert.labels.service}</bdi>
              </a>{' '}
              <Severity name={alert.labels.severity ?? ''} /> <State name={alert.endsAt ? 'resolved' : 'firing'} />
            </p>
          ))}
          <details>
            <summary>All that it holds</summary>
            <pre class="block" tabIndex={0}>
              {JSON.stringify(data.message, null, 2)}
            </pre>
          </details>
        </>
      )}
    </Dialog>
  );
}
