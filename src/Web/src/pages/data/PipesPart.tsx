import { api } from '../../api/client';
import type { Pipe } from '../../api/types';
import { Problem } from '../../components/basics';
import { useData } from '../../lib/data';
import { link } from '../../lib/route';

export function PipesPart() {
  const { data, error } = useData(() => api.get<{ pipes: Pipe[] }>('/v0/pipes'), []);
  return (
    <>
      <Problem error={error} />
      {data && data.pipes.length === 0 && <p class="calm">This token may run no pipe.</p>}
      <ul class="plain">
        {data?.pipes.map((pipe) => (
          <li key={pipe.name} class="card">
            <h2>
              <a href={link(['data', 'pipes', pipe.name])}>{pipe.name}</a>
            </h2>
            <p class="dim">
              <bdi>{pipe.description.trim()}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
