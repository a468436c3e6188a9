import { useState } from 'preact/hooks';
import { setQuery } from '../lib/route';
import { fromInput, moment, ranges, readRange, toInput } from '../lib/time';

/** Chooses the range that the URL says. */
export function TimeRange({ query, otherwise = '1h', names = Object.keys(ranges) }: { query: URLSearchParams; otherwise?: string; names?: string[] }) {
  const own = query.get('from');
  const chosen = own ? null : (query.get('range') ?? otherwise);
  const [open, setOpen] = useState(false);
  const range = readRange(query, otherwise);
  const [from, setFrom] = useState(() => toInput(range.from));
  const [to, setTo] = useState(() => toInput(range.to ?? new Date()));
  const apply = (e: Event) => {
    e.preventDefault();
    const [start, end] = [fromInput(from), fromInput(to)];
    if (start && end && start < end) {
      setQuery({ range: null, from: start.toISOString(), to: end.toISOString() });
      setOpen(false);
    }
  };
  return (
    <div class="range" role="group" aria-label="Time range">
      {names.map((name) => (
        <button key={name} type="button" aria-pressed={chosen === name} onClick={() => setQuery({ range: name, from: null, to: null })}>
          {name}
        </button>
      ))}
      <button type="button" aria-pressed={Boolean(own)} aria-expanded={open} onClick={() => setOpen(!open)}>
        {own ? `${moment(range.from)} – ${range.to ? moment(range.to) : 'now'}` : 'Custom'}
      </button>
      {open && (
        <form class="range-own" onSubmit={apply}>
          <label>
            From <input type="datetime-local" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} />
          </label>
          <label>
            to <input type="datetime-local" required value={to} onInput={(e) => setTo(e.currentTarget.value)} />
          </label>
          <button type="submit" class="primary">
            Show
          </button>
        </form>
      )}
    </div>
  );
}
