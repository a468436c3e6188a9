import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { Dialog, Field, Problem } from '../../components/basics';
import { useAction } from '../../lib/data';

type Kind = 'http' | 'tcp' | 'dns' | 'tls' | 'heartbeat';

const fields: Record<Kind, { name: string; label: string; placeholder: string; type?: string; required?: boolean }[]> = {
  http: [{ name: 'url', label: 'URL', placeholder: 'https://shop.example/health', type: 'url', required: true }],
  tcp: [
    { name: 'host', label: 'Host', placeholder: 'db.example', required: true },
    { name: 'port', label: 'Port', placeholder: '5432', type: 'number', required: true },
  ],
  dns: [
    { name: 'host', label: 'Name', placeholder: 'shop.example', required: true },
    { name: 'record', label: 'Record', placeholder: 'A' },
  ],
  tls: [
    { name: 'host', label: 'Host', placeholder: 'shop.example', required: true },
    { name: 'min_days', label: 'Days that it must still be valid', placeholder: '14', type: 'number' },
  ],
  heartbeat: [
    { name: 'period', label: 'Calls in every', placeholder: '1h', required: true },
    { name: 'grace', label: 'And may be late by', placeholder: '1m' },
  ],
};

export function ProbeDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('http');
  const [name, setName] = useState('');
  const [interval, setInterval] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const { busy, error, run } = useAction();
  const submit = (e: Event) => {
    e.preventDefault();
    run(async () => {
      const definition: Record<string, unknown> = { name, type: kind };
      for (const field of fields[kind]) {
        const text = values[field.name]?.trim();
        if (text) definition[field.name] = field.type === 'number' ? Number(text) : text;
      }
      if (interval.trim()) definition.interval = interval.trim();
      await api.post('/v1/probes', definition);
      onDone();
    });
  };
  return (
    <Dialog title="New probe" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Field label="Name" hint="Lower-case letters, digits, - _ .">
          <input required pattern="[a-z0-9_.\-]+" value={name} onInput={(e) => setName(e.currentTarget.value)} />
        </Field>
        <Field label="Checks">
          <select value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)}>
            <option value="http">an HTTP endpoint</option>
            <option value="tcp">a TCP port</option>
            <option value="dns">a DNS name</option>
            <option value="tls">a certificate</option>
            <option value="heartbeat">whether something calls in</option>
          </select>
        </Field>
        {fields[kind].map((field) => (
          <Field key={field.name} label={field.label}>
            <input
              type={field.type ?? 'text'}
              required={field.required}
              placeholder={field.placeholder}
              value={values[field.name] ?? ''}
              onInput={(e) => setValues({ ...values, [field.name]: e.currentTarget.value })}
            />
          </Field>
        ))}
        {kind !== 'heartbeat' && (
          <Field label="Every">
            <input placeholder={kind === 'tls' ? '1h' : '15s'} value={interval} onInput={(e) => setInterval(e.currentTarget.value)} />
          </Field>
        )}
        <Problem error={error} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            Create
          </button>
          <a href="/docs/probes">All fields</a>
        </div>
      </form>
    </Dialog>
  );
}
