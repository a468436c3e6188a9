import { useState } from 'preact/hooks';
import { api, path } from '../api/client';
import type { Log } from '../api/types';
import { prettyJson } from '../lib/format';
import { useData } from '../lib/data';
import { link } from '../lib/route';
import { clock, full } from '../lib/time';
import { Copy, Dialog, Problem, Severity } from './basics';

/** Everything of one log, as text: nothing that it holds is ever taken for HTML. */
export function LogDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useData(() => api.get<Log>(path`/v1/logs/${id}`), [id]);
  return (
    <Dialog title="Log" onClose={onClose}>
      <Problem error={error} />
      {data && (
        <>
          <dl class="facts">
            <dt>Time</dt>
            <dd>{full(data.timestamp)}</dd>
            <dt>Service</dt>
            <dd>
              <a href={link(['series', data.service, data.severity])}>
                <bdi>{data.service}</bdi>
              </a>{' '}
              <Severity name={data.severity} />
            </dd>
            <dt>Server</dt>
            <dd>
              <bdi>{data.server_id || '–'}</bdi>
            </dd>
            <dt>Error code</dt>
            <dd>
              <bdi>{data.error_code || '–'}</bdi>
            </dd>
            <dt>Resource</dt>
            <dd>
              <bdi>{data.resource_id || '–'}</bdi>
            </dd>
          </dl>
          <div class="section-head">
            <h3>Message</h3>
            <Copy text={data.message} />
          </div>
          <pre class="block" tabIndex={0} dir="auto">
            {data.message}
          </pre>
          <div class="section-head">
            <h3>Metadata</h3>
            <Copy text={data.metadata} />
          </div>
          <pre class="block" tabIndex={0} dir="auto">
            {prettyJson(data.metadata) || '–'}
          </pre>
        </>
      )}
    </Dialog>
  );
}

export function LogList({ logs, label = 'Logs' }: { logs: Log[]; label?: string }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <div class="log-list" role="list" aria-label={label}>
        {logs.map((log) => (
          <div role="listitem" key={log.id}>
            <button type="button" class="log-line" onClick={() => setOpen(log.id)}>
              <time dateTime={log.timestamp} title={full(log.timestamp)}>
                {clock(log.timestamp, true)}
              </time>
              <Severity name={log.severity} />
              <bdi class="log-service">{log.service}</bdi>
              <bdi class="log-message">
                {log.message}
                {log.cut && ' …'}
              </bdi>
            </button>
          </div>
        ))}
      </div>
      {open && <LogDetail id={open} onClose={() => setOpen(null)} />}
    </>
  );
}
