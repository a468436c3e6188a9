/** Talks to the server that this page came from. The session's cookie says who asks; the header says that it is this page. */

const base = { 'X-Grainwatch': 'page' };

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

export function path(strings: TemplateStringsArray, ...parts: (string | number)[]): string {
  return strings.reduce((text, piece, i) => text + encodeURIComponent(parts[i - 1]) + piece);
}

export function withQuery(url: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${url}?${text}` : url;
}

async function send(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers: { ...base, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError(0, 'The server cannot be reached.');
  }
  if (answer.ok) return answer;
  const text = await answer.text();
  let message = text;
  try {
    message = (JSON.parse(text) as { error?: string }).error ?? text;
  } catch {
    // Not ours: a proxy's.
  }
  throw new ApiError(answer.status, message || `The server answered ${answer.status}.`);
}

async function json<T>(method: string, url: string, body?: unknown): Promise<T> {
  const answer = await send(method, url, body);
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

export const api = {
  get: <T>(url: string, query: Query = {}) => json<T>('GET', withQuery(url, query)),
  post: <T>(url: string, body?: unknown) => json<T>('POST', url, body),
  put: <T>(url: string, body: unknown) => json<T>('PUT', url, body),
  remove: (url: string) => json<void>('DELETE', url),
  signIn: (token: string) => send('POST', '/v1/session', undefined, { Authorization: `Bearer ${token}` }),
};
