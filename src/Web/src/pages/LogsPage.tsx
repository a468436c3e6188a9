import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api, withQuery } from '../api/client';
import { follow } from '../api/stream';
import type { Log, LogHistogram as Histogram, LogPage } from '../api/types';
import { Empty, Page, Problem, Section } from '../components/basics';
import { LogHistogram } from '../components/LogHistogram';
import { LogList } from '../components/LogList';
import { TimeRange } from '../components/TimeRange';
import { toError, useData } from '../lib/data';
import { plural } from '../lib/format';
import { setQuery } from '../lib/route';
import { useSession } from '../lib/session';
import { moment, readRange } from '../lib/time';

const tailKept = 1000;

interface Filters {
  service: string;
  severity: string;
  text: string;
}

/** The newest logs as they come; paused, they wait. Of other filters it is another one. */
function Tail({ filters }: { filters: Filters }) {
  const [logs, setLogs] = useState<Log[]>([]);
  const [paused, setPaused] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [skipped, setSkipped] = useState(false);
  const [connection, setConnection] = useState<'opening' | 'open' | 'lost'>('opening');
  const held = useRef<Log[]>([]);
  const pausedNow = useRef(false);
  pausedNow.current = paused;
  const url = withQuery('/v1/logs/tail', { ...filters });
  useEffect(
    () =>
      follow(url, {
        events: {
          logs: (data) => {
            const news = data as { logs: Log[]; skipped: boolean };
            const newestFirst = news.logs.reverse();
            setSkipped(news.skipped);
            if (pausedNow.current) {
              held.current = [...newestFirst, ...held.current].slice(0, tailKept);
              setWaiting(held.current.length);
            } else setLogs((shown) => [...newestFirst, ...shown].slice(0, tailKept));
          },
        },
        opened: () => setConnection('open'),
        lost: () => setConnection('lost'),
      }),
    [url],
  );
  const toggle = () => {
    if (paused) {
      setLogs((shown) => [...held.current, ...shown].slice(0, tailKept));
      held.current = [];
      setWaiting(0);
    }
    setPaused(!paused);
  };
  return (
    <Section
      title="Live tail"
      aside={
        <span class="actions">
          <span class="dim" role="status">
            {paused ? `${plural(waiting, 'log')} waiting` : connection !== 'open' ? '' : skipped ? 'More come than can be shown' : 'Following'}
          </span>
          <button type="button" onClick={toggle} aria-pressed={paused}>
            {paused ? 'Resume' : 'Pause'}
          </button>
        </span>
      }
    >
      {connection === 'lost' && <Problem error="The connection was lost; trying again." />}
      {logs.length === 0 && connection !== 'lost' && <p class="calm">{connection === 'open' ? 'Waiting for new logs…' : 'Connecting…'}</p>}
      <LogList logs={logs} label="New logs" />
    </Section>
  );
}

interface Search {
  logs: Log[];
  next: string | null;
  searchedTo: string | null;
  busy: boolean;
  error: string | null;
}

const begun: Search = { logs: [], next: null, searchedTo: null, busy: true, error: null };

/** What was found, page after page. A search through much time goes on by itself until something can be shown. */
function useSearch(filters: Filters, rangeKey: string, read: () => { from: Date; to: Date | null }) {
  const key = JSON.stringify([filters, rangeKey]);
  const [state, setState] = useState({ ...begun, key });
  const set = (search: Search) => setState({ ...search, key });
  const turn = useRef(0);
  const enough = 50;
  const run = async (from: Date, to: Date | null, cursor: string | null, before: Log[]) => {
    const mine = ++turn.current;
    let logs = before;
    set({ ...begun, logs });
    try {
      const goal = before.length + enough;
      do {
        const page: LogPage = await api.get('/v1/logs', { ...filters, from: from.toISOString(), to: to?.toISOString(), cursor, limit: 100 });
        if (mine !== turn.current) return;
        logs = [...logs, ...page.logs];
        cursor = page.next_cursor;
        set({ logs, next: cursor, searchedTo: page.searched_to, busy: cursor !== null && logs.length < goal, error: null });
      } while (cursor !== null && logs.length < goal);
    } catch (e) {
      if (mine === turn.current) set({ ...begun, logs, busy: false, error: toError(e).message });
    }
  };
  const range = useRef(read());
  const start = () => {
    range.current = read();
    void run(range.current.from, range.current.to, null, []);
  };
  useEffect(() => {
    start();
    return () => void turn.current++;
  }, [key]);
  return {
    // What an older question found is not shown under a newer one.
    ...(state.key === key ? state : begun),
    more: () => void run(range.current.from, range.current.to, state.next, state.logs),
    stop: () => {
      turn.current++;
      setState((now) => ({ ...now, busy: false }));
    },
    again: start,
  };
}

export function LogsPage({ query }: { query: URLSearchParams }) {
  const filters: Filters = { service: query.get('service') ?? '', severity: query.get('severity') ?? '', text: query.get('text') ?? '' };
  const live = query.get('live') === '1';
  const rangeKey = `${query.get('range') ?? ''}|${query.get('from') ?? ''}|${query.get('to') ?? ''}`;
  const read = () => readRange(query, '1h');
  const session = useSession();
  // A token that sees some rows only is not told which series there are.
  const names = useData(async () => (session.all_logs ? api.get<{ series: { service: string; severity: string }[] }>('/v1/series', { limit: 1000 }) : null), []);
  const services = [...new Set(names.data?.series.map((one) => one.service) ?? [])].sort();
  const severities = [...new Set(names.data?.series.map((one) => one.severity) ?? [])].sort();
  const [draft, setDraft] = useState(filters);
  // Before anybody can type: what is typed in the first moment would be lost.
  useLayoutEffect(() => setDraft(filters), [JSON.stringify(filters)]);
  const submit = (e: Event) => {
    e.preventDefault();
    setQuery({ ...draft });
  };
  return (
    <Page title="Logs" aside={!live && <TimeRange query={query} />}>
      <form class="filters" role="search" onSubmit={submit}>
        <label>
          <span>Service</span>
          <input list="services" value={draft.service} placeholder="all" onInput={(e) => setDraft({ ...draft, service: e.currentTarget.value })} />
        </label>
        <datalist id="services">
          {services.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label>
          <span>Severity</span>
          <input list="severities" value={draft.severity} placeholder="all" onInput={(e) => setDraft({ ...draft, severity: e.currentTarget.value })} />
        </label>
        <datalist id="severities">
          {severities.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label class="grow">
          <span>Text in the message</span>
          <input type="search" value={draft.text} placeholder="anything" onInput={(e) => setDraft({ ...draft, text: e.currentTarget.value })} />
        </label>
        <button type="submit" class="primary">
          Search
        </button>
        <button type="button" aria-pressed={live} onClick={() => setQuery({ ...draft, live: live ? null : 1 })}>
          Live tail
        </button>
      </form>
      {live ? <Tail key={JSON.stringify(filters)} filters={filters} /> : <Found filters={filters} rangeKey={rangeKey} read={read} />}
    </Page>
  );
}

function Found({ filters, rangeKey, read }: { filters: Filters; rangeKey: string; read: () => { from: Date; to: Date | null } }) {
  const found = useSearch(filters, rangeKey, read);
  const histogram = useData(() => {
    const range = read();
    return api.get<Histogram>('/v1/logs/histogram', { ...filters, from: range.from.toISOString(), to: range.to?.toISOString(), slices: 80 });
  }, [filters, rangeKey]);
  const pick = (from: number, to: number) => setQuery({ range: null, from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() });
  return (
    <>
      <Problem error={found.error} />
      {(histogram.data || !histogram.error) && <LogHistogram data={histogram.data} onPick={pick} />}
      <div class="found" role="status">
        <span class="dim">
          {plural(found.logs.length, 'log')} shown
          {found.next !== null && found.searchedTo && `; looked through back to ${moment(found.searchedTo, true)}`}
          {found.busy && ' …'}
        </span>
        {found.busy ? (
          <button type="button" class="small" onClick={found.stop}>
            Stop
          </button>
        ) : (
          <button type="button" class="small" onClick={found.again}>
            Refresh
          </button>
        )}
      </div>
      {!found.busy && !found.error && found.logs.length === 0 && (
        <Empty title="No logs found">
          <p>Nothing in this time fits. Look further back, or for less of a text.</p>
        </Empty>
      )}
      <LogList logs={found.logs} />
      {!found.busy && found.next !== null && (
        <p class="more">
          <button type="button" onClick={found.more}>
            Older logs
          </button>
        </p>
      )}
    </>
  );
}
