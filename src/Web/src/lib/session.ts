import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../api/types';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. Pages are only shown to somebody. */
export function useSession(): Session {
  return useContext(SessionContext)!;
}
