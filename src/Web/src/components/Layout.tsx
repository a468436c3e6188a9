import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useFrames, useLiveState } from '../api/live';
import { number } from '../lib/format';
import { setPrefs, usePrefs } from '../lib/prefs';
import type { Route } from '../lib/route';
import { useSession } from '../lib/session';

const pages: [string, string, 'logs' | 'all_logs' | 'probes' | 'admin' | null][] = [
  ['', 'Overview', 'all_logs'],
  ['series', 'Series', 'all_logs'],
  ['logs', 'Logs', 'logs'],
  ['anomalies', 'Anomalies', 'all_logs'],
  ['alerts', 'Alerts', 'admin'],
  ['probes', 'Probes', 'probes'],
  ['data', 'Data', null],
  ['cluster', 'Cluster', 'admin'],
];

function LiveDot() {
  const state = useLiveState();
  const text = { live: 'Live', connecting: 'Connecting', away: 'Server away', paused: 'Paused' }[state];
  return (
    <span class={`live ${state}`} role="status">
      {text}
    </span>
  );
}

function OpenCount() {
  const frames = useFrames();
  const open = frames[frames.length - 1]?.open_anomalies ?? 0;
  return open > 0 ? <span class="count">{number(open)}</span> : null;
}

export function Layout({ route, onSignOut, children }: { route: Route; onSignOut: () => void; children: ComponentChildren }) {
  const session = useSession();
  const { theme, zone } = usePrefs();
  const main = useRef<HTMLElement>(null);
  const here = route.parts[0] ?? '';
  const place = route.parts.join('/');
  useEffect(() => {
    const name = pages.find(([page]) => page === here)?.[1] ?? 'Grainwatch';
    document.title = `${route.parts[1] ? `${route.parts[1]} · ` : ''}${name} · Grainwatch`;
    scrollTo(0, 0);
  }, [place]);
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <header class="side">
        <div class="side-top">
          <a class="brand" href="#/">
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <path d="M3 21h7l3-5 3 3 4-13 4 15h5" />
            </svg>
            Grainwatch
          </a>
          {session.all_logs && <LiveDot />}
        </div>
        <nav aria-label="Pages">
          {pages.map(([page, label, needs]) =>
            needs === null || session[needs] ? (
              <a key={page} href={`#/${page}`} aria-current={here === page ? 'page' : undefined}>
                {label}
                {page === 'anomalies' && session.all_logs && <OpenCount />}
              </a>
            ) : null,
          )}
        </nav>
        <div class="side-foot">
          <div class="toggles">
            <button type="button" class="quiet small" onClick={() => setPrefs({ zone: zone === 'utc' ? 'local' : 'utc' })} title="Times in UTC or as on this machine">
              {zone === 'utc' ? 'UTC' : 'Local time'}
            </button>
            <button type="button" class="quiet small" onClick={() => setPrefs({ theme: theme === 'system' ? 'dark' : theme === 'dark' ? 'light' : 'system' })} title="Colours: as the system, dark, light">
              {{ system: 'Auto', dark: 'Dark', light: 'Light' }[theme]}
            </button>
          </div>
          <div class="who">
            <span title="The token you are signed in with">{session.name}</span>
            <button type="button" class="quiet small" onClick={onSignOut}>
              Sign out
            </button>
          </div>
          <div class="links">
            <a href="/docs/http-api">Docs</a> <a href="/docs/api/">API</a> <span>{session.version}</span>
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
