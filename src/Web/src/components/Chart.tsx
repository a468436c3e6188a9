import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeKey, usePrefs, prefs } from '../lib/prefs';
import { number } from '../lib/format';
import { clock, date, toDate } from '../lib/time';

export interface Line {
  label: string;
  /** A custom property of the style sheet, such as --error. */
  color: string;
  values: (number | null)[];
  kind?: 'line' | 'bars' | 'area' | 'hidden';
  width?: number;
  dash?: number[];
  /** Not over yet: drawn lighter. */
  unfinished?: boolean;
  /** What the legend says of a value; null leaves the line out of the legend. */
  say?: ((index: number) => string) | null;
}

interface Props {
  label: string;
  times: number[];
  lines: Line[];
  /** What the chart spans, in seconds; without it from the first to the last of the times. */
  span?: [number, number];
  height?: number;
  /** Indexes of two lines, between which it is filled. */
  band?: { low: number; high: number; color: string };
  level?: { value: number; label: string; color: string } | null;
  /** Times that are marked, such as those of anomalies. */
  marks?: { from: number; to: number; color: string }[];
  /** A click chooses a time; with the keyboard, the arrows and Enter. */
  onPick?: (time: number) => void;
  /** Drawing a range over the chart chooses it. */
  onRange?: (from: number, to: number) => void;
  unit?: string;
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The style sheet says light-dark(a, b), which a canvas does not understand: the browser works it out on an element. */
function color(name: string, alpha = 1): string {
  const probe = document.createElement('i');
  probe.style.color = css(name) || 'gray';
  document.body.append(probe);
  const text = getComputedStyle(probe).color;
  probe.remove();
  const [r, g, b] = text.match(/[\d.]+/g) ?? ['128', '128', '128'];
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

function axisTime(seconds: number, span: number): string {
  const at = toDate(seconds);
  if (span <= 15 * 60) return clock(at, true);
  // Over days a label is the date at midnight, and the time in between.
  return span > 2 * 86400 ? (clock(at) === '00:00' ? date(at).slice(5) : clock(at)) : span > 86400 ? `${date(at).slice(5)} ${clock(at)}` : clock(at);
}

/** Never less than a second: two labels would read the same. */
const increments = [1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 2 * 86400, 5 * 86400, 7 * 86400, 14 * 86400];

/** What is under the pointer or, without one, the newest. */
function told(u: uPlot, index: number | null | undefined): number {
  return index ?? u.data[0].length - 1;
}

function plugins(props: () => Props): uPlot.Plugin[] {
  return [
    {
      hooks: {
        drawClear: (u) => {
          const { ctx, bbox } = u;
          for (const mark of props().marks ?? []) {
            const left = Math.max(u.valToPos(mark.from, 'x', true), bbox.left);
            const end = u.valToPos(mark.to, 'x', true);
            if (end <= bbox.left || left >= bbox.left + bbox.width) continue;
            const right = Math.min(Math.max(end, left + 3), bbox.left + bbox.width);
            ctx.fillStyle = color(mark.color, 0.16);
            ctx.fillRect(left, bbox.top, right - left, bbox.height);
            ctx.fillStyle = color(mark.color);
            ctx.fillRect(left, bbox.top, right - left, 3 * devicePixelRatio);
          }
        },
        draw: (u) => {
          const level = props().level;
          if (!level) return;
          const { ctx, bbox } = u;
          const y = Math.max(u.valToPos(level.value, 'y', true), bbox.top);
          ctx.save();
          ctx.strokeStyle = color(level.color);
          ctx.lineWidth = 1.5 * devicePixelRatio;
          ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
          ctx.beginPath();
          ctx.moveTo(bbox.left, y);
          ctx.lineTo(bbox.left + bbox.width, y);
          ctx.stroke();
          ctx.fillStyle = color(level.color);
          ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
          ctx.textAlign = 'left';
          ctx.fillText(level.label, bbox.left + 6 * devicePixelRatio, y - 5 * devicePixelRatio);
          ctx.restore();
        },
      },
    },
  ];
}

function options(props: () => Props, width: number, pick: (u: uPlot) => void): uPlot.Options {
  const { lines, height = 220, band, unit = '' } = props();
  const grid = { stroke: color('--line'), width: 1 };
  const axis = { stroke: color('--dim'), grid, ticks: { ...grid, size: 4 }, font: '11px system-ui, sans-serif' };
  return {
    width,
    height,
    tzDate: (seconds) => (prefs.zone === 'utc' ? uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000)),
    legend: { show: true, live: true },
    cursor: { drag: { x: Boolean(props().onRange), y: false, setScale: false }, focus: { prox: 24 } },
    scales: {
      x: { time: true, range: (_u, min, max) => props().span ?? [min, max] },
      y: { range: (_u, min, max) => [Math.min(0, min ?? 0), Math.max(max ?? 0, props().level ? props().level!.value * 1.15 : 0, 1) * 1.08] },
    },
    axes: [
      { ...axis, size: 30, incrs: increments, values: (u, splits) => splits.map((at) => axisTime(at, (u.scales.x.max ?? 0) - (u.scales.x.min ?? 0))) },
      { ...axis, size: 56, values: (_u, splits) => splits.map((v) => (v >= 10000 ? `${v / 1000}k` : `${v}`) + unit) },
    ],
    series: [
      {
        label: '',
        value: (u, _at, _series, index) => {
          const at = u.data[0][told(u, index)];
          const [from, to] = [u.scales.x.min ?? at, u.scales.x.max ?? at];
          return at === undefined ? '–' : to - from > 86400 ? `${date(at)} ${clock(at)}` : clock(at, to - from <= 15 * 60);
        },
      },
      ...lines.map((line): uPlot.Series => ({
        label: line.label,
        stroke: line.kind === 'hidden' ? 'transparent' : color(line.color),
        fill: line.kind === 'bars' ? color(line.color, line.unfinished ? 0.25 : 0.6) : line.kind === 'area' ? color(line.color, 0.18) : undefined,
        width: line.kind === 'bars' ? (line.unfinished ? 1 : 0) : (line.width ?? 1.5),
        dash: line.dash,
        paths: line.kind === 'bars' ? uPlot.paths.bars!({ size: [0.9, 40], align: 1 }) : undefined,
        points: { show: false },
        value: (u, _v, series, index) => {
          const at = told(u, index);
          // The props of now: what is said of a value changes more often than the chart is made anew.
          const say = props().lines[series - 1]?.say;
          const value = u.data[series]?.[at];
          return say ? say(at) : value === null || value === undefined ? '–' : `${number(value, Math.abs(value) < 1 ? 2 : 1)}${unit}`;
        },
      })),
    ],
    bands: band ? [{ series: [band.high + 1, band.low + 1], fill: color(band.color, 0.14) }] : undefined,
    plugins: plugins(props),
    hooks: {
      ready: [
        (u) => {
          u.over.addEventListener('click', () => pick(u));
          u.root.querySelectorAll('.u-legend .u-series').forEach((entry, i) => entry.classList.toggle('untold', i > 0 && lines[i - 1].say === null));
        },
      ],
      setSelect: [
        (u) => {
          if (u.select.width > 6) {
            props().onRange?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          }
        },
      ],
    },
  };
}

/** A chart over time. What it shows is also said in words beside it, for those who cannot see a canvas. */
export function Chart(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const now = useRef(props);
  now.current = props;
  const theme = useThemeKey();
  const { zone } = usePrefs();
  const shape = JSON.stringify([props.lines.map((line) => [line.label, line.kind, line.color, line.say === null]), props.band, props.height, theme, zone, Boolean(props.onRange)]);

  // Before anything is painted: a chart that came a frame later would move what is below.
  useLayoutEffect(() => {
    const element = host.current!;
    const data = (): uPlot.AlignedData => [now.current.times, ...now.current.lines.map((line) => line.values)];
    const pick = (u: uPlot) => {
      const index = u.cursor.idx;
      if (index !== null && index !== undefined) now.current.onPick?.(now.current.times[index]);
    };
    plot.current = new uPlot(options(() => now.current, element.clientWidth, pick), data(), element);
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: now.current.height ?? 220 }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData([props.times, ...props.lines.map((line) => line.values)]);
  }, [props.times, props.lines, props.level?.value, props.marks, props.span?.[0], props.span?.[1]]);

  const onKey = (e: KeyboardEvent) => {
    const u = plot.current;
    const last = props.times.length - 1;
    if (!u || last < 0) return;
    const at = u.cursor.idx ?? last + 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      const index = Math.min(last, Math.max(0, to));
      u.setCursor({ left: u.valToPos(props.times[index], 'x'), top: 0 });
    } else if (e.key === 'Enter' && u.cursor.idx !== null && u.cursor.idx !== undefined) {
      props.onPick?.(props.times[u.cursor.idx]);
    }
  };
  return props.onPick ? (
    <div class="chart picks" ref={host} role="application" aria-roledescription="chart" aria-label={`${props.label}. Arrows move through it, Enter chooses.`} tabIndex={0} onKeyDown={onKey} />
  ) : (
    <div class="chart" ref={host} role="img" aria-label={props.label} />
  );
}
