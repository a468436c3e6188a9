import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, ApiError, path } from './api/client';
import { startLive } from './api/live';
import type { Session } from './api/types';
import { Layout } from './components/Layout';
import { Loading, Problem } from './components/basics';
import { toError } from './lib/data';
import { usePrefs } from './lib/prefs';
import { useRoute, type Route } from './lib/route';
import { SessionContext } from './lib/session';
import { AlertsPage } from './pages/alerts/AlertsPage';
import { AnomaliesPage } from './pages/anomalies/AnomaliesPage';
import { AnomalyPage } from './pages/anomalies/AnomalyPage';
import { ClusterPage } from './pages/ClusterPage';
import { DataPage } from './pages/data/DataPage';
import { LogsPage } from './pages/LogsPage';
import { OverviewPage } from './pages/OverviewPage';
import { ProbePage } from './pages/probes/ProbePage';
import { ProbesPage } from './pages/probes/ProbesPage';
import { SeriesListPage } from './pages/series/SeriesListPage';
import { SeriesPage } from './pages/series/SeriesPage';
import { SignInPage } from './pages/SignInPage';

function page({ parts, query }: Route): ComponentChildren {
  const [name, first, second] = parts;
  switch (name) {
    case undefined:
      return <OverviewPage />;
    case 'series':
      return first !== undefined && second !== undefined ? <SeriesPage key={`${first}/${second}`} service={first} severity={second} query={query} /> : <SeriesListPage query={query} />;
    case 'logs':
      return <LogsPage query={query} />;
    case 'anomalies':
      return first !== undefined ? <AnomalyPage key={first} id={first} /> : <AnomaliesPage query={query} />;
    case 'alerts':
      return <AlertsPage part={first ?? 'silences'} name={second} />;
    case 'probes':
      return first !== undefined ? <ProbePage key={first} name={first} query={query} /> : <ProbesPage />;
    case 'data':
      return <DataPage part={first ?? 'sources'} name={second} />;
    case 'cluster':
      return <ClusterPage />;
    default:
      return <Problem error="There is no such page. The navigation has those that there are." />;
  }
}

export function App() {
  const route = useRoute();
  usePrefs();
  const [session, setSession] = useState<Session | null>(null);
  const [state, setState] = useState<'asking' | 'out' | 'in'>('asking');
  const [problem, setProblem] = useState<string | null>(null);

  const ask = async () => {
    try {
      const now = await api.get<Session | null>('/v1/session');
      setSession(now);
      setState(now ? 'in' : 'out');
    } catch (e) {
      setProblem(toError(e).message);
      setState('out');
    }
  };

  const code = route.parts[0] === 'sign-in' ? route.parts[1] : undefined;
  useEffect(() => {
    if (code) {
      // Taken out of the address first: reloading must not use it twice.
      history.replaceState(null, '', '#/');
      api.post(path`/v1/session/links/${code}`).then(
        () => {
          dispatchEvent(new HashChangeEvent('hashchange'));
          return ask();
        },
        (e: unknown) => {
          setProblem(e instanceof ApiError ? e.message : String(e));
          setState('out');
          dispatchEvent(new HashChangeEvent('hashchange'));
        },
      );
    } else if (state === 'asking') void ask();
  }, [code]);

  // Who may not see everything that is counted begins with what can be seen.
  const homeless = route.parts.length === 0 && session !== null && !session.all_logs;
  useEffect(() => {
    if (homeless) location.replace(session?.logs ? '#/logs' : '#/data');
  }, [homeless]);

  useEffect(() => startLive(state === 'in' && Boolean(session?.all_logs)), [state, session]);

  if (state === 'asking' || homeless) return <Loading />;
  if (state === 'out' || !session) return <SignInPage problem={problem} onSignedIn={ask} />;
  const signOut = async () => {
    await api.remove('/v1/session');
    setSession(null);
    setProblem(null);
    setState('out');
  };
  return (
    <SessionContext.Provider value={session}>
      <Layout route={route} onSignOut={() => void signOut()}>
        {page(route)}
      </Layout>
    </SessionContext.Provider>
  );
}
