/** What a stream of server-sent events tells. */
interface Listeners {
  /** What is done with the data of each kind of event. */
  events: Record<string, (data: unknown) => void>;
  opened?: () => void;
  lost: () => void;
}

const pauseMs = 2000;

/** Follows server-sent events until the function it returns is called. It comes back by itself when it was cut off. */
export function follow(url: string, { events, opened, lost }: Listeners): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(url);
    for (const [kind, tell] of Object.entries(events)) source.addEventListener(kind, (e) => tell(JSON.parse((e as MessageEvent<string>).data)));
    source.onopen = () => opened?.();
    source.onerror = () => {
      lost();
      // A browser does not come back after an answer that is no stream, such as 503.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, pauseMs);
    };
  };
  connect();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
