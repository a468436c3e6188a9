import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Silence } from '../api/types';
import { useAction } from '../lib/data';
import { useSession } from '../lib/session';
import { Dialog, Field, Problem } from './basics';

export const durations: [string, string][] = [
  ['30m', '30 minutes'],
  ['1h', '1 hour'],
  ['2h', '2 hours'],
  ['8h', '8 hours'],
  ['1d', '1 day'],
  ['7d', '7 days'],
];

export function SilenceDialog({ match, onClose, onDone }: { match: string[]; onClose: () => void; onDone: (silence: Silence) => void }) {
  const session = useSession();
  const [matchers, setMatchers] = useState(match.join('\n'));
  const [length, setLength] = useState('2h');
  const [by, setBy] = useState(session.name);
  const [comment, setComment] = useState('');
  const { busy, error, run } = useAction();
  const submit = (e: Event) => {
    e.preventDefault();
    run(async () => {
      const lines = matchers.split('\n').map((line) => line.trim()).filter(Boolean);
      onDone(await api.post<Silence>('/v1/silences', { match: lines, duration: length, created_by: by, comment }));
    });
  };
  return (
    <Dialog title="Silence" onClose={onClose}>
      <form onSubmit={submit} class="form">
        <p>Nobody is told of what matches. Detection goes on, and the end of what was told before is told.</p>
        <Field label="Matchers, one a line" hint='Such as service="cart" or severity=~"ERROR|FATAL"; all must hold.'>
          <textarea rows={3} required value={matchers} onInput={(e) => setMatchers(e.currentTarget.value)} spellcheck={false} />
        </Field>
        <Field label="For">
          <select value={length} onChange={(e) => setLength(e.currentTarget.value)}>
            {durations.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        <Field label="By">
          <input required value={by} onInput={(e) => setBy(e.currentTarget.value)} />
        </Field>
        <Field label="Why">
          <input required value={comment} onInput={(e) => setComment(e.currentTarget.value)} placeholder="deploy, known problem, ..." />
        </Field>
        <Problem error={error} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            Silence
          </button>
        </div>
      </form>
    </Dialog>
  );
}
