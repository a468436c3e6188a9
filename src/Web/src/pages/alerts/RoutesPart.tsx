import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { Empty, Problem, Section } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { parseJson } from '../../lib/format';
import { useAction, useData } from '../../lib/data';

interface Route {
  receiver?: string;
  match?: string[];
  group_by?: string[];
  group_wait?: string;
  group_interval?: string;
  repeat_interval?: string;
  continue?: boolean | string;
  routes?: Route[];
  file?: string | null;
}

function Node({ route, root }: { route: Route; root?: boolean }) {
  const times = [route.group_wait && `waits ${route.group_wait}`, route.group_interval && `every ${route.group_interval}`, route.repeat_interval && `again after ${route.repeat_interval}`].filter(Boolean).join(', ');
  return (
    <li>
      <code>{root ? 'every alert' : (route.match ?? ['every alert']).join(', ')}</code> → <strong>{route.receiver ?? 'as above'}</strong>{' '}
      <span class="dim">
        {route.group_by && `grouped by ${route.group_by.join(', ') || 'nothing'}`} {times} {route.continue && String(route.continue) === 'true' && '; and goes on'}
      </span>
      {route.routes && route.routes.length > 0 && (
        <ul>
          {route.routes.map((child, i) => (
            <Node key={i} route={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

const example = '{"receiver": "ops", "group_by": ["service"], "routes": [{"match": ["severity=~\\"ERROR|FATAL\\""], "receiver": "pager"}]}';

/** Who is told of what: a tree that an alert enters at the root. */
export function RoutesPart() {
  const bearer = useBearer();
  const { data, error, reload } = useData(() => api.get<Route>('/v1/routes'), []);
  const [labels, setLabels] = useState({ service: 'checkout', severity: 'ERROR', reason: 'threshold' });
  const [told, setTold] = useState<{ receiver: string }[] | null>(null);
  const [text, setText] = useState<string | null>(null);
  const match = useAction();
  const save = useAction();
  const isEmpty = data !== null && data.receiver === undefined && !data.routes?.length;
  const ask = (e: Event) => {
    e.preventDefault();
    match.run(async () => setTold((await api.post<{ data: { receiver: string }[] }>('/v1/routes/match', labels)).data));
  };
  const put = (e: Event) => {
    e.preventDefault();
    save.run(async () => {
      await api.put('/v1/routes', parseJson('The tree of routes', text!));
      setText(null);
      reload();
    });
  };
  const spec = () => {
    if (!data || isEmpty) return JSON.stringify(JSON.parse(example), null, 2);
    const { file: _file, ...rest } = data as Route & { updated_at?: string };
    delete rest.updated_at;
    return JSON.stringify(rest, null, 2);
  };
  return (
    <>
      <Problem error={error} />
      {isEmpty && text === null && (
        <Empty title="Nobody is told of anything yet" command={`curl -X PUT "${location.origin}/v1/routes" ${bearer} -d '${example}'`}>
          <p>
            Make a <a href="#/alerts/receivers">receiver</a> first; then say here which alerts it is told of, or on the server's machine:
          </p>
        </Empty>
      )}
      {data && !isEmpty && text === null && (
        <ul class="tree">
          <Node route={data} root />
        </ul>
      )}
      {data?.file ? (
        <p class="dim">Kept in {data.file}, and changed there.</p>
      ) : text === null ? (
        <button type="button" onClick={() => setText(spec())}>
          Edit routes
        </button>
      ) : (
        <form class="form" onSubmit={put}>
          <label class="field">
            <span>The tree of routes, as JSON</span>
            <textarea rows={12} class="code" spellcheck={false} value={text} onInput={(e) => setText(e.currentTarget.value)} />
          </label>
          <Problem error={save.error} />
          <div class="actions">
            <button type="submit" class="primary" disabled={save.busy}>
              Save
            </button>
            <button type="button" class="quiet" onClick={() => setText(null)}>
              Cancel
            </button>
          </div>
        </form>
      )}
      <Section title="Who would be told?">
        <form class="filters" onSubmit={ask}>
          {(Object.keys(labels) as (keyof typeof labels)[]).map((label) => (
            <label key={label}>
              <span>{label}</span>
              <input value={labels[label]} onInput={(e) => setLabels({ ...labels, [label]: e.currentTarget.value })} />
            </label>
          ))}
          <button type="submit" disabled={match.busy}>
            Ask
          </button>
        </form>
        <Problem error={match.error} />
        {told && <p role="status">{told.length === 0 ? 'Nobody.' : told.map((one) => one.receiver).join(', ')}</p>}
      </Section>
    </>
  );
}
