import { useEffect, useRef } from 'preact/hooks';
import type { ActiveService } from '../api/types';
import { number } from '../lib/format';
import { useThemeKey } from '../lib/prefs';
import { link } from '../lib/route';
import { clock } from '../lib/time';

/** How far a minute is from what is normal: nothing, near it, over it. */
function cell(ratio: number | null, dark: boolean): string {
  if (ratio === null) return dark ? '#2a3440' : '#dde3ea';
  if (ratio <= 0) return 'transparent';
  if (ratio <= 1) {
    const strength = 0.1 + 0.55 * Math.min(1, ratio);
    return ratio > 0.8 ? `rgba(240, 165, 0, ${strength})` : dark ? `rgba(94, 154, 214, ${strength})` : `rgba(60, 120, 190, ${strength})`;
  }
  return `rgba(${dark ? '255, 92, 80' : '205, 32, 32'}, ${Math.min(1, 0.62 + 0.1 * Math.log2(ratio))})`;
}

function Strip({ ratios, counts, label, onPick }: { ratios: (number | null)[]; counts: number[]; label: string; onPick: (minute: number) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const c = canvas.current!.getContext('2d')!;
    c.clearRect(0, 0, ratios.length, 1);
    ratios.forEach((ratio, i) => {
      c.fillStyle = ratio === null && counts[i] === 0 ? 'transparent' : cell(ratio, theme === 'dark');
      c.fillRect(i, 0, 1, 1);
    });
  }, [ratios, theme]);
  return (
    <canvas
      ref={canvas}
      width={ratios.length}
      height={1}
      role="img"
      aria-label={label}
      onClick={(e) => onPick(Math.floor((e.offsetX / e.currentTarget.clientWidth) * ratios.length))}
      onMouseMove={(e) => {
        const minute = Math.floor((e.offsetX / e.currentTarget.clientWidth) * ratios.length);
        e.currentTarget.title = `${ratios.length - 1 - minute} min ago: ${ratios[minute] === null ? 'nothing to compare with' : `${number(ratios[minute], 2)} × normal`}`;
      }}
    />
  );
}

export function Heatmap({ services, first }: { services: ActiveService[]; first: string }) {
  const start = new Date(first).getTime() / 1000;
  return (
    <div class="heatmap">
      {services.map((service) => {
        const peak = Math.max(0, ...service.ratios.map((ratio) => ratio ?? 0));
        return (
          <div key={service.service} class="heat-row">
            <a href={link(['series', service.service, service.worst])} title={service.service} class={service.firing ? 'firing' : ''}>
              <bdi>{service.service || '(none)'}</bdi>
            </a>
            <Strip
              ratios={service.ratios}
              counts={service.counts}
              label={`${service.service}: at most ${number(peak, 1)} times normal in the last hour`}
              onPick={(minute) => (location.hash = link(['series', service.service, service.worst], { minute: start + minute * 60 }))}
            />
            <span class="num">{number(service.counts[service.counts.length - 1])}</span>
          </div>
        );
      })}
      <div class="heat-row axis" aria-hidden="true">
        <span />
        <span class="ends">
          <span>{clock(start)}</span>
          <span class="legend">
            <i class="h0" /> below <i class="h1" /> near <i class="h2" /> over what is normal
          </span>
          <span>now</span>
        </span>
        <span />
      </div>
    </div>
  );
}
