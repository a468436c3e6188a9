import { useEffect, useState } from 'preact/hooks';
import type { Anomaly, Frame, SeriesState } from './types';
import { withQuery } from './client';
import { follow } from './stream';

/**
 * One stream for everything that moves, because a browser gives a host few connections. It rests while the page is hidden, and comes back by
 * itself when it was cut off.
 */
type Handlers = {
  frame: (frame: Frame) => void;
  anomaly: (anomaly: Anomaly) => void;
  series: (state: SeriesState) => void;
  state: (state: LiveState) => void;
  /** The stream is there, after a time without: what was loaded before it may be old. */
  back: () => void;
};

export type LiveState = 'connecting' | 'live' | 'away' | 'paused';

const listeners: { [K in keyof Handlers]: Set<Handlers[K]> } = { frame: new Set(), anomaly: new Set(), series: new Set(), state: new Set(), back: new Set() };
const frames: Frame[] = [];
const kept = 120;
let stop: (() => void) | null = null;
let watched: { service: string; severity: string } | null = null;
let enabled = false;
let state: LiveState = 'connecting';
/** Whether events may have been missed since the last frame. */
let missed = false;

function setState(next: LiveState) {
  if (next !== 'live') missed = true;
  if (state !== next) {
    state = next;
    listeners.state.forEach((tell) => tell(next));
  }
}

function add(news: Frame[]) {
  for (const frame of news) {
    const last = frames.length > 0 ? frames[frames.length - 1].at : '';
    if (last < frame.at) frames.push(frame);
    else if (!frames.some((known) => known.at === frame.at)) frames.splice(frames.findIndex((known) => known.at > frame.at), 0, frame);
  }
  if (frames.length > kept) frames.splice(0, frames.length - kept);
  setState('live');
  listeners.frame.forEach((tell) => tell(frames[frames.length - 1]));
  if (missed) {
    missed = false;
    listeners.back.forEach((tell) => tell());
  }
}

function connect() {
  stop?.();
  stop = null;
  if (!enabled) return;
  if (document.hidden) {
    setState('paused');
    return;
  }
  setState('connecting');
  const told = (anomaly: unknown) => listeners.anomaly.forEach((tell) => tell(anomaly as Anomaly));
  stop = follow(withQuery('/v1/live', { ...watched, recent: kept }), {
    events: {
      recent: (news) => add(news as Frame[]),
      frame: (news) => add([news as Frame]),
      firing: told,
      resolved: told,
      series: (now) => listeners.series.forEach((tell) => tell(now as SeriesState)),
      away: () => setState('away'),
    },
    lost: () => setState('away'),
  });
}

document.addEventListener('visibilitychange', connect);

export function startLive(on: boolean) {
  if (enabled !== on) {
    enabled = on;
    connect();
  }
}

function useListener<K extends keyof Handlers>(kind: K, handler: Handlers[K], deps: unknown[] = []) {
  useEffect(() => {
    listeners[kind].add(handler);
    return () => void listeners[kind].delete(handler);
  }, deps);
}

/** The frames of the last two minutes. */
export function useFrames(): Frame[] {
  const [, redraw] = useState(0);
  useListener('frame', () => redraw((n) => n + 1));
  return frames;
}

/** Called when the stream is there: for the first time, for another series, or after it was cut off or the page was hidden. */
export function useBack(handler: () => void) {
  useListener('back', handler, [handler]);
}

export function useLiveState(): LiveState {
  const [now, set] = useState(state);
  useListener('state', set);
  return now;
}

/** Anomalies, the moment they fire and resolve. */
export function useAnomalyEvents(handler: (anomaly: Anomaly) => void, deps: unknown[] = []) {
  useListener('anomaly', handler, deps);
}

/** The live counts of one series, while its page is shown. */
export function useSeriesEvents(service: string, severity: string, handler: (state: SeriesState) => void) {
  useListener('series', (now) => now.service === service && now.severity === severity && handler(now), [service, severity]);
  useEffect(() => {
    watched = { service, severity };
    connect();
    return () => {
      watched = null;
      connect();
    };
  }, [service, severity]);
}
