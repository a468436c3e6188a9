import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import { useBack } from '../api/live';

export interface Loaded<T> {
  data: T | null;
  error: ApiError | null;
  reload: () => void;
}

/**
 * Loads something, and again whenever what it depends on changes, or every so many milliseconds while the page is seen, or the server is back. What was there
 * before stays until the new is there; an answer to an older question is dropped.
 */
export function useData<T>(load: () => Promise<T>, deps: unknown[], every?: number): Loaded<T> {
  const [state, set] = useState<{ data: T | null; error: ApiError | null; key: string }>({ data: null, error: null, key: '' });
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);
  const key = JSON.stringify(deps);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    const mine = ++asked.current;
    load().then(
      (data) => mine === asked.current && set({ data, error: null, key }),
      (e: unknown) => {
        if (mine === asked.current) set((before) => ({ data: before.key === key ? before.data : null, error: toError(e), key }));
      },
    );
  }, [key, turn]);
  useEffect(() => {
    if (!every) return;
    const timer = setInterval(() => !document.hidden && reload(), every);
    return () => clearInterval(timer);
  }, [every]);
  useBack(reload);
  return { data: state.data, error: state.error, reload };
}

export function toError(e: unknown): ApiError {
  return e instanceof ApiError ? e : new ApiError(0, e instanceof Error ? e.message : String(e));
}

/** Runs what a button does: one at a time, and shows what went wrong. */
export function useAction(): { busy: boolean; error: string | null; run: (work: () => Promise<void>) => void; clear: () => void } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    work()
      .catch((e: unknown) => setError(toError(e).message))
      .finally(() => setBusy(false));
  };
  return { busy, error, run, clear: () => setError(null) };
}
