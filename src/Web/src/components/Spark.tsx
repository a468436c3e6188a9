import { useMemo } from 'preact/hooks';

/** A line without axes, for lists. */
export function Spark({ values, limit, label, color = 'var(--accent)' }: { values: (number | null)[]; limit?: number | null; label: string; color?: string }) {
  const width = 120;
  const height = 24;
  const { path, level } = useMemo(() => {
    const top = Math.max(1, ...values.map((v) => v ?? 0), (limit ?? 0) * 1.05);
    const x = (i: number) => (i * width) / Math.max(1, values.length - 1);
    const y = (v: number) => height - 1 - (v / top) * (height - 3);
    let line = '';
    let pen = false;
    values.forEach((v, i) => {
      if (v === null) {
        pen = false;
        return;
      }
      line += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = true;
    });
    return { path: line, level: limit === null || limit === undefined ? null : y(limit) };
  }, [values, limit]);
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {level !== null && <line x1="0" x2={width} y1={level} y2={level} class="spark-limit" />}
      <path d={path} fill="none" stroke={color} stroke-width="1.4" vector-effect="non-scaling-stroke" />
    </svg>
  );
}
