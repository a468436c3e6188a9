import { useEffect, useState } from 'preact/hooks';

/** Where the page is: behind the '#', so that a view can be sent to a colleague, and links in messages lead here. */
export interface Route {
  parts: string[];
  query: URLSearchParams;
}

function read(): Route {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { parts: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query ?? '') };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute(): Route {
  const [route, set] = useState(read);
  useEffect(() => {
    const changed = () => set(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

type Query = Record<string, string | number | null | undefined>;

export function link(parts: (string | number)[], query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return `#/${parts.map((part) => encodeURIComponent(part)).join('/')}${text ? `?${text}` : ''}`;
}

/** Changes the query of where we are. */
export function setQuery(changes: Query, replace = false) {
  const now = read();
  const query: Query = Object.fromEntries(now.query);
  const next = link(now.parts, { ...query, ...changes });
  if (next === location.hash) return;
  if (replace) {
    history.replaceState(null, '', next);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = next;
  }
}
