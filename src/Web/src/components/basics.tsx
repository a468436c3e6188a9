import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api/client';
import { severityClass } from '../lib/format';
import { ago, full, type Timeish } from '../lib/time';

export function Severity({ name }: { name: string }) {
  return <span class={`severity ${severityClass(name)}`}>{name || '(none)'}</span>;
}

export function State({ name }: { name: string }) {
  const tone =
    name === 'firing' || name === 'down' || name === 'dead' ? 'bad' : name === 'up' || name === 'ok' || name === 'delivered' || name === 'resolved' ? 'good' : name === 'active' || name === 'recovering' || name === 'unreachable' || name === 'silent' ? 'warn' : 'dim';
  return <span class={`state ${tone}`}>{name}</span>;
}

export function Ago({ time }: { time: Timeish }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 5000);
    return () => clearInterval(timer);
  }, []);
  return <span title={full(time)}>{ago(time)}</span>;
}

export function Problem({ error }: { error: ApiError | string | null }) {
  if (!error) return null;
  return (
    <p class="problem" role="alert">
      {typeof error === 'string' ? error : error.message}
    </p>
  );
}

export function Loading() {
  return <p class="loading">Loading…</p>;
}

export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [done, set] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without TLS, and on another host than localhost, a browser gives no clipboard: the text can be selected.
      return;
    }
    set(true);
    setTimeout(() => set(false), 1500);
  };
  return (
    <button type="button" class="quiet small" onClick={() => void copy()}>
      {done ? 'Copied' : label}
    </button>
  );
}

/** A button for what cannot be undone: it asks once more, in its own place, and lets go when the focus leaves it. */
export function Confirm({ label, question, what, disabled, small, onConfirm }: { label: string; question: string; what?: string; disabled?: boolean; small?: boolean; onConfirm: () => void }) {
  const [asked, ask] = useState(false);
  const text = asked ? question : label;
  return (
    <button
      type="button"
      class={`${asked ? 'danger' : 'quiet'} ${small ? 'small' : ''}`}
      disabled={disabled}
      aria-label={what === undefined ? undefined : `${text} ${what}`}
      onClick={() => (asked ? onConfirm() : undefined, ask(!asked))}
      onBlur={() => ask(false)}
    >
      {text}
    </button>
  );
}

export function Command({ text }: { text: string }) {
  return (
    <div class="command">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <Copy text={text} />
    </div>
  );
}

/** What to do next, where there is nothing to see yet. */
export function Empty({ title, children, command }: { title: string; children?: ComponentChildren; command?: string }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
      {command && <Command text={command} />}
    </div>
  );
}

export function Page({ title, aside, children }: { title: ComponentChildren; aside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <>
      <header class="page-head">
        <h1>{title}</h1>
        {aside && <div class="page-aside">{aside}</div>}
      </header>
      {children}
    </>
  );
}

/** Its head lights up when what is flashed changes. */
export function Section({ title, aside, children, flash }: { title: string; aside?: ComponentChildren; children: ComponentChildren; flash?: number | null }) {
  return (
    <section class="section" aria-label={title}>
      <div class="section-head">
        {flash && <i key={flash} class="flash" />}
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Stat({ label, value, unit, tone = '' }: { label: string; value: string; unit?: string; tone?: string }) {
  return (
    <div class={`stat ${tone}`}>
      <dt>{label}</dt>
      <dd>
        {value}
        {unit && <small> {unit}</small>}
      </dd>
    </div>
  );
}

export function Tabs({ tabs, active }: { tabs: { name: string; href: string; label: string }[]; active: string }) {
  return (
    <nav class="tabs" aria-label="Parts of this page">
      {tabs.map((tab) => (
        <a key={tab.name} href={tab.href} aria-current={tab.name === active ? 'page' : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  );
}

/** The browser's own dialog: it holds the focus, and Escape closes it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current!;
    if (!dialog.open) dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={ref} aria-label={title} onClose={onClose} onClick={(e) => e.target === ref.current && onClose()}>
      <div class="dialog-body">
        <div class="section-head">
          <h2>{title}</h2>
          <button type="button" class="quiet small" onClick={onClose} aria-label="Close">
            ✕
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  );
}
