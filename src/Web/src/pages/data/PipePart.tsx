import { useState } from 'preact/hooks';
import { api, path, withQuery } from '../../api/client';
import type { Parameter, Pipe, PipeResult } from '../../api/types';
import { Command, Problem, Section } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { useAction, useData } from '../../lib/data';
import { number, shell } from '../../lib/format';
import { ResultView } from './ResultView';

function parametersOf(pipe: Pipe): Parameter[] {
  const byName = new Map<string, Parameter>();
  for (const parameter of pipe.nodes.flatMap((node) => node.params)) {
    const known = byName.get(parameter.name);
    byName.set(parameter.name, { ...parameter, ...known, description: known?.description ?? parameter.description, default: known?.default ?? parameter.default });
  }
  return [...byName.values()];
}

export function PipePart({ name }: { name: string }) {
  const bearer = useBearer();
  const { data, error } = useData(() => api.get<Pipe>(path`/v0/pipes/${name}`), [name]);
  const [values, setValues] = useState<Record<string, string>>({});
  const [result, setResult] = useState<PipeResult | null>(null);
  const action = useAction();
  if (!data) return <Problem error={error} />;
  const parameters = parametersOf(data);
  const url = withQuery(`/v0/pipes/${encodeURIComponent(name)}.json`, values);
  const run = (e: Event) => {
    e.preventDefault();
    action.run(async () => setResult(await api.get<PipeResult>(url)));
  };
  return (
    <>
      <h2>{data.name}</h2>
      <p class="about">
        <bdi>{data.description.trim()}</bdi>
      </p>
      <form class="filters wrap" onSubmit={run}>
        {parameters.map((parameter) => (
          <label key={parameter.name} title={parameter.description}>
            <span>
              {parameter.name} <small class="dim">{parameter.type}</small>
            </span>
            {parameter.enum ? (
              <select value={values[parameter.name] ?? ''} onChange={(e) => setValues({ ...values, [parameter.name]: e.currentTarget.value })}>
                <option value="">{parameter.default ?? ''}</option>
                {parameter.enum.map((choice) => (
                  <option key={choice}>{choice}</option>
                ))}
              </select>
            ) : (
              <input
                value={values[parameter.name] ?? ''}
                required={parameter.required}
                placeholder={parameter.default ?? parameter.example ?? ''}
                inputMode={/Int|Float/.test(parameter.type) ? 'decimal' : undefined}
                onInput={(e) => setValues({ ...values, [parameter.name]: e.currentTarget.value })}
              />
            )}
            {parameter.description && <small class="dim">{parameter.description}</small>}
          </label>
        ))}
        <button type="submit" class="primary" disabled={action.busy}>
          Run
        </button>
      </form>
      <Problem error={action.error} />
      {result && (
        <Section
          title="Result"
          aside={
            <span class="dim" role="status">
              {number(result.rows)} rows in {number(result.statistics.elapsed * 1000, 1)} ms
            </span>
          }
        >
          <ResultView result={result} />
        </Section>
      )}
      <Section title="The same from anywhere">
        <Command text={`curl ${bearer} ${shell(location.origin + url)}`} />
      </Section>
      <Section title="Its SQL">
        {data.nodes.map((node) => (
          <details key={node.name}>
            <summary>{node.name}</summary>
            <pre class="block" tabIndex={0}>
              {node.sql}
            </pre>
          </details>
        ))}
      </Section>
    </>
  );
}
