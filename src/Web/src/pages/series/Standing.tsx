import type { ComponentChildren } from 'preact';
import type { SeriesState } from '../../api/types';
import { reasons } from '../../components/AnomalyTable';
import { State } from '../../components/basics';
import { plural, words } from '../../lib/format';
import { link } from '../../lib/route';
import { useSession } from '../../lib/session';
import { full, moment } from '../../lib/time';

function Since({ time }: { time: string }) {
  return (
    <>
      since{' '}
      <time dateTime={time} title={full(time)}>
        {moment(time)}
      </time>
    </>
  );
}

function Entry({ rule, name, state, children }: { rule: string | null; name: string; state: string; children: ComponentChildren }) {
  const session = useSession();
  return (
    <li>
      {rule && session.admin ? (
        <a href={link(['alerts', 'rules', rule])}>
          <bdi>{rule}</bdi>
        </a>
      ) : (
        <bdi>{name}</bdi>
      )}
      : <State name={state} />, {children}
    </li>
  );
}

/** What fires on a series, and which rules are on their way to fire or to resolve; nothing where all is quiet. */
export function Standing({ live }: { live: SeriesState }) {
  const recovering = live.rules.filter((way) => way.state === 'recovering').map((way) => way.rule);
  const firing = live.firing.filter((one) => one.rule === null || !recovering.includes(one.rule));
  if (firing.length + live.rules.length === 0) return null;
  return (
    <ul class="standing plain" aria-label="What fires, or is about to">
      {firing.map((one) => (
        <Entry key={`${one.rule}/${one.reason}`} rule={one.rule} name={one.rule ?? words(one.reason)} state="firing">
          {reasons[one.reason] ?? words(one.reason)}, <Since time={one.fired_at} />
        </Entry>
      ))}
      {live.rules.map((way) => (
        <Entry key={way.rule} rule={way.rule} name={way.rule} state={way.state}>
          {way.minutes} of {plural(way.needed, 'minute')}, <Since time={way.since} />
        </Entry>
      ))}
    </ul>
  );
}
