import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Resource } from '../../api/types';
import { Confirm, Dialog, Empty, Field, Problem } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { parseJson } from '../../lib/format';
import { useAction, useData } from '../../lib/data';

interface Props {
  url: string;
  what: string;
  example: string;
  docs: string;
  testable?: boolean;
  /** The one that a link led to. */
  shown?: string;
  onChange?: () => void;
  children: ComponentChildren;
}

const own = ['name', 'file', 'updated_at'];

function specOf(resource: Resource): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resource).filter(([field]) => !own.includes(field)));
}

function summary(resource: Resource): string {
  const { match, ...rest } = specOf(resource) as { match?: string[] };
  return [...(match ?? []), ...Object.entries(rest).map(([field, value]) => `${field}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)].join('  ·  ');
}

/** Receivers, rules and maintenance windows: listed, made, changed and removed alike, in the words of the API. */
export function ResourcesPart({ url, what, example, docs, testable, shown, onChange, children }: Props) {
  const bearer = useBearer();
  const { data, error, reload } = useData(() => api.get<{ data: Resource[] }>(url), [url]);
  const [editing, setEditing] = useState<{ name: string; spec: string; isNew: boolean } | null>(null);
  const [note, setNote] = useState<{ name: string; text: string; bad: boolean } | null>(null);
  const { busy, run, error: failed } = useAction();
  const shownCard = useRef<HTMLDivElement>(null);
  useEffect(() => shownCard.current?.focus(), [shown, data !== null]);
  const test = (name: string) =>
    run(async () => {
      setNote(null);
      try {
        const { detail } = await api.post<{ detail: string }>(`${url}/${encodeURIComponent(name)}/test`);
        setNote({ name, text: `Delivered. ${detail}`, bad: false });
      } catch (e) {
        setNote({ name, text: e instanceof Error ? e.message : String(e), bad: true });
      }
    });
  const remove = (name: string) =>
    run(async () => {
      await api.remove(`${url}/${encodeURIComponent(name)}`);
      reload();
      onChange?.();
    });
  return (
    <>
      <div class="section-head intro">
        <p class="dim">
          {children} <a href={docs}>More</a>
        </p>
        <button type="button" class="primary" onClick={() => setEditing({ name: '', spec: example, isNew: true })}>
          New {what}
        </button>
      </div>
      <Problem error={error ?? failed} />
      {data && data.data.length === 0 && <Empty title={`There is no ${what} yet`} command={`curl -X PUT "${location.origin}${url}/my-${what.replaceAll(' ', '-')}" ${bearer} -d '${example.replace(/\s+/g, ' ')}'`}><p>Make one here, or on the server's machine:</p></Empty>}
      {data?.data.map((resource) => (
        <div class="card" key={resource.name} {...(resource.name === shown ? { ref: shownCard, tabIndex: -1, role: 'group', 'aria-label': resource.name } : {})}>
          <div class="section-head">
            <h2>
              <bdi>{resource.name}</bdi>
            </h2>
            <span class="actions">
              {resource.file && <span class="dim">kept in {resource.file}</span>}
              {testable && (
                <button type="button" class="small" disabled={busy} onClick={() => test(resource.name)}>
                  Test
                </button>
              )}
              {!resource.file && (
                <>
                  <button type="button" class="small" onClick={() => setEditing({ name: resource.name, spec: JSON.stringify(specOf(resource), null, 2), isNew: false })}>
                    Edit
                  </button>
                  <Confirm small label="Remove" question="Really remove" what={resource.name} disabled={busy} onConfirm={() => remove(resource.name)} />
                </>
              )}
            </span>
          </div>
          <code class="summary">{summary(resource)}</code>
          {note?.name === resource.name && (
            <p role="status" class={note.bad ? 'problem' : 'note'}>
              {note.text}
            </p>
          )}
        </div>
      ))}
      {editing && (
        <Editor
          {...editing}
          url={url}
          what={what}
          onClose={() => setEditing(null)}
          onDone={() => {
            setEditing(null);
            reload();
            onChange?.();
          }}
        />
      )}
    </>
  );
}

function Editor({ url, what, name: given, spec: before, isNew, onClose, onDone }: { url: string; what: string; name: string; spec: string; isNew: boolean; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState(given);
  const [spec, setSpec] = useState(before);
  const { busy, error, run } = useAction();
  const save = (e: Event) => {
    e.preventDefault();
    run(async () => {
      await api.put(`${url}/${encodeURIComponent(name)}`, parseJson('Fields', spec));
      onDone();
    });
  };
  return (
    <Dialog title={isNew ? `New ${what}` : `Change ${given}`} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <Field label="Name">
          <input required value={name} disabled={!isNew} onInput={(e) => setName(e.currentTarget.value)} />
        </Field>
        <Field label="Fields, as JSON">
          <textarea rows={10} class="code" required spellcheck={false} value={spec} onInput={(e) => setSpec(e.currentTarget.value)} />
        </Field>
        <Problem error={error} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
