import { useEffect, useState } from 'preact/hooks';

/** What this browser remembers of its user's taste. Nothing else is ever stored. */
export interface Prefs {
  theme: 'system' | 'dark' | 'light';
  zone: 'local' | 'utc';
}

const key = 'grainwatch';
const listeners = new Set<() => void>();

function load(): Prefs {
  try {
    return { theme: 'system', zone: 'local', ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Prefs>) };
  } catch {
    return { theme: 'system', zone: 'local' };
  }
}

export let prefs = load();

export function applyTheme() {
  document.documentElement.dataset.theme = prefs.theme;
}

export function setPrefs(changes: Partial<Prefs>) {
  prefs = { ...prefs, ...changes };
  try {
    localStorage.setItem(key, JSON.stringify(prefs));
  } catch {
    // Not remembered, then.
  }
  applyTheme();
  listeners.forEach((tell) => tell());
}

export function usePrefs(): Prefs {
  const [now, set] = useState(prefs);
  useEffect(() => {
    const changed = () => set(prefs);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  return now;
}

/** Charts are drawn with the colours of the theme, and have to be drawn again with another. */
export function useThemeKey(): string {
  const { theme } = usePrefs();
  const [dark, set] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => set(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return theme === 'system' ? (dark ? 'dark' : 'light') : theme;
}
