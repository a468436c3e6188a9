import { useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import type { Notification } from '../../api/types';
import { Problem, State } from '../../components/basics';
import { useAction, useData } from '../../lib/data';
import { full, moment } from '../../lib/time';

export function NotificationsPart() {
  const [state, setState] = useState('');
  const { data, error, reload } = useData(() => api.get<{ data: Notification[] }>('/v1/notifications', { state, limit: 200 }), [state], 10000);
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
      {data && data.data.length === 0 && <p class="calm">No messages.</p>}
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
                    <bdi>{one.receiver}</bdi>
                  </td>
                  <td>{one.reason}</td>
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
    </>
  );
}
