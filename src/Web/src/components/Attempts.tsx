import type { Attempt } from '../api/types';
import { moment } from '../lib/time';

/** Every attempt to deliver a message, and what came of it. */
export function Attempts({ log }: { log: Attempt[] | null }) {
  if (!log?.length) return <>none yet</>;
  return (
    <>
      {log.map((attempt, i) => (
        <div key={i} class={attempt.problem ? 'bad-text' : ''}>
          {moment(attempt.at, true)}: {attempt.problem ?? `delivered in ${attempt.milliseconds} ms`} <bdi class="dim">{attempt.detail}</bdi>
        </div>
      ))}
    </>
  );
}
