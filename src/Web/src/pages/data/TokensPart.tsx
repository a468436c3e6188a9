import { useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import type { DataSource, Pipe, Token } from '../../api/types';
import { Command, Confirm, Dialog, Empty, Field, Problem } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { useAction, useData } from '../../lib/data';

interface Scope {
  type: string;
  resource: string;
  filter: string;
}

const types: { type: string; label: string; of: 'source' | 'pipe' | null; filter: boolean }[] = [
  { type: 'DATASOURCES:READ', label: 'read a data source', of: 'source', filter: true },
  { type: 'DATASOURCES:APPEND', label: 'append to a data source', of: 'source', filter: false },
  { type: 'PIPES:READ', label: 'run a pipe', of: 'pipe', filter: true },
  { type: 'DATASOURCES:CREATE', label: 'change data sources', of: null, filter: false },
  { type: 'WORKSPACE:READ_ALL', label: 'read everything', of: null, filter: false },
  { type: 'TOKENS', label: 'handle tokens', of: null, filter: false },
  { type: 'ADMIN', label: 'everything', of: null, filter: false },
];

function write(scope: { type: string; resource?: string; filter?: string }): string {
  return [scope.type, scope.resource, scope.filter].filter(Boolean).join(':');
}

function Builder({ onClose, onDone }: { onClose: () => void; onDone: (token: Token) => void }) {
  const sources = useData(() => api.get<{ datasources: DataSource[] }>('/v0/datasources'), []);
  const pipes = useData(() => api.get<{ pipes: Pipe[] }>('/v0/pipes'), []);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>([{ type: 'DATASOURCES:READ', resource: 'system_logs', filter: '' }]);
  const { busy, error, run } = useAction();
  const change = (i: number, changes: Partial<Scope>) => setScopes(scopes.map((scope, n) => (n === i ? { ...scope, ...changes } : scope)));
  const submit = (e: Event) => {
    e.preventDefault();
    run(async () => {
      const body = {
        name,
        scopes: scopes.map((scope) => {
          const type = types.find((one) => one.type === scope.type)!;
          return { type: scope.type, ...(type.of ? { resource: scope.resource } : {}), ...(type.filter && scope.filter.trim() ? { filter: scope.filter.trim() } : {}) };
        }),
      };
      onDone(await api.post<Token>('/v0/tokens', body));
    });
  };
  return (
    <Dialog title="New token" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Field label="Name">
          <input required value={name} onInput={(e) => setName(e.currentTarget.value)} placeholder="dashboard" />
        </Field>
        <fieldset>
          <legend>It may</legend>
          {scopes.map((scope, i) => {
            const type = types.find((one) => one.type === scope.type)!;
            const names = type.of === 'source' ? sources.data?.datasources.map((one) => one.name) : pipes.data?.pipes.map((one) => one.name);
            return (
              <div class="scope" key={i}>
                <select
                  aria-label="What it may"
                  value={scope.type}
                  onChange={(e) => {
                    const next = types.find((one) => one.type === e.currentTarget.value)!;
                    const first = next.of === 'source' ? 'system_logs' : (pipes.data?.pipes[0]?.name ?? '');
                    change(i, { type: next.type, resource: next.of === type.of ? scope.resource : first });
                  }}
                >
                  {types.map((one) => (
                    <option key={one.type} value={one.type}>
                      {one.label}
                    </option>
                  ))}
                </select>
                {type.of && (
                  <select aria-label="Which" value={scope.resource} onChange={(e) => change(i, { resource: e.currentTarget.value })}>
                    {names?.map((one) => <option key={one}>{one}</option>)}
                  </select>
                )}
                {type.filter && <input aria-label="Only rows where" placeholder="only rows where, such as service = 'cart'" value={scope.filter} onInput={(e) => change(i, { filter: e.currentTarget.value })} />}
                {scopes.length > 1 && (
                  <button type="button" class="quiet small" aria-label="Take away" onClick={() => setScopes(scopes.filter((_, n) => n !== i))}>
                    ✕
                  </button>
                )}
              </div>
            );
          })}
          <button type="button" class="small" onClick={() => setScopes([...scopes, { type: 'PIPES:READ', resource: pipes.data?.pipes[0]?.name ?? '', filter: '' }])}>
            And also
          </button>
        </fieldset>
        <Problem error={error} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function TokensPart() {
  const bearer = useBearer();
  const { data, error, reload } = useData(() => api.get<{ tokens: Token[] }>('/v0/tokens'), []);
  const [adding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<Token | null>(null);
  const { busy, error: failed, run } = useAction();
  const remove = (name: string) =>
    run(async () => {
      await api.remove(path`/v0/tokens/${name}`);
      reload();
    });
  return (
    <>
      <div class="section-head intro">
        <p class="dim">Each allows what its scopes say, and shows the rows that its filters let through. Only a hash of its text is kept.</p>
        <button type="button" class="primary" onClick={() => setAdding(true)}>
          New token
        </button>
      </div>
      <Problem error={error ?? failed} />
      {fresh && (
        <div class="card fresh-token" role="status">
          <p>
            The text of <strong>{fresh.name}</strong>. It is shown this once; afterwards nobody knows it.
          </p>
          <Command text={fresh.token} />
        </div>
      )}
      {data && data.tokens.length === 0 && <Empty title="There is only the admin token" command={`curl -X POST "${location.origin}/v0/tokens" ${bearer} -d name=dashboard -d scope=PIPES:READ:recent_logs`}><p>Give every program one that allows just what it needs. Make it here, or on the server's machine:</p></Empty>}
      {data && data.tokens.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Tokens">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Begins with</th>
                <th>Scopes</th>
                <th>
                  <span class="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.tokens.map((token) => (
                <tr key={token.name}>
                  <td class="name">
                    <bdi>{token.name}</bdi>
                  </td>
                  <td>
                    <code>{token.token}</code>
                  </td>
                  <td class="wide">
                    {token.scopes.map((scope, i) => (
                      <div key={i}>
                        <code>{write(scope)}</code>
                      </div>
                    ))}
                  </td>
                  <td>
                    <Confirm small label="Remove" question="Really remove" what={token.name} disabled={busy} onConfirm={() => remove(token.name)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && (
        <Builder
          onClose={() => setAdding(false)}
          onDone={(token) => {
            setAdding(false);
            setFresh(token);
            reload();
          }}
        />
      )}
    </>
  );
}
