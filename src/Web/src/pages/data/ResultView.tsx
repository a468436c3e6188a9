import { useMemo, useState } from 'preact/hooks';
import type { PipeResult } from '../../api/types';
import { Chart, type Line } from '../../components/Chart';
import { number } from '../../lib/format';

const shownRows = 500;
const mostLines = 8;
const colors = ['--accent', '--error', '--info', '--warn', '--other', '--debug', '--good', '--fatal'];

const isNumber = (type: string) => /Int|Float|Decimal/.test(type);
const isTime = (type: string) => /Date/.test(type);

/** As it is but for fractions, which are told to six digits; the rest is in the title. */
function cell(value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
}

function toSeconds(value: unknown): number {
  const text = String(value);
  return Date.parse(/\dT|Z$/.test(text) ? text : `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`) / 1000;
}

/** Over time, if there is a time: one line a number, or a line for each value of the first text beside it. */
function useLines(result: PipeResult): { times: number[]; lines: Line[] } | null {
  return useMemo(() => {
    const time = result.meta.find((column) => isTime(column.type));
    const numbers = result.meta.filter((column) => isNumber(column.type));
    if (!time || numbers.length === 0 || result.data.length < 2) return null;
    const group = result.meta.find((column) => !isTime(column.type) && !isNumber(column.type));
    const times = [...new Set(result.data.map((row) => toSeconds(row[time.name])))].filter(Number.isFinite).sort((a, b) => a - b);
    const index = new Map(times.map((at, i) => [at, i]));
    const lines = new Map<string, (number | null)[]>();
    for (const row of result.data) {
      const at = index.get(toSeconds(row[time.name]));
      if (at === undefined) continue;
      for (const column of group ? numbers.slice(0, 1) : numbers) {
        const label = group ? `${String(row[group.name])}` : column.name;
        if (!lines.has(label)) lines.set(label, times.map(() => null));
        lines.get(label)![at] = Number(row[column.name]);
      }
    }
    return { times, lines: [...lines].slice(0, mostLines).map(([label, values], i) => ({ label, values, color: colors[i % colors.length] })) };
  }, [result]);
}

export function ResultView({ result }: { result: PipeResult }) {
  const chart = useLines(result);
  const [view, setView] = useState<'table' | 'chart'>('table');
  return (
    <>
      {chart && (
        <div class="range" role="group" aria-label="How it is shown">
          {(['table', 'chart'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
              {name === 'table' ? 'Table' : 'Chart'}
            </button>
          ))}
        </div>
      )}
      {chart && view === 'chart' ? (
        <Chart label="The result over time" times={chart.times} lines={chart.lines} height={280} />
      ) : result.data.length === 0 ? (
        <p class="calm">No rows.</p>
      ) : (
        <div class="scroll tall" tabIndex={0} role="region" aria-label="Rows">
          <table>
            <thead>
              <tr>
                {result.meta.map((column) => (
                  <th key={column.name} class={isNumber(column.type) ? 'num' : ''} title={column.type}>
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {result.data.slice(0, shownRows).map((row, i) => (
                <tr key={i}>
                  {result.meta.map((column) => (
                    <td key={column.name} class={isNumber(column.type) ? 'num' : 'cell'}>
                      <bdi title={String(row[column.name])}>{cell(row[column.name])}</bdi>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {view === 'table' && result.data.length > shownRows && <p class="dim">The first {number(shownRows)} rows.</p>}
    </>
  );
}
