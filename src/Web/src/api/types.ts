/** What the HTTP API answers, as far as the page reads it. */

export interface Session {
  name: string;
  admin: boolean;
  logs: boolean;
  all_logs: boolean;
  thresholds: boolean;
  probes: boolean;
  tokens: boolean;
  /** Where the admin token is kept; null for others, and where it was given as a setting. */
  token_file: string | null;
  version: string;
}

export interface Frame {
  at: string;
  logs_per_second: Record<string, number>;
  rows_per_second: number;
  quarantined_per_second: number;
  quarantined: number;
  commit_p50_ms: number | null;
  commit_p99_ms: number | null;
  waiting_rows: number;
  buffered_bytes: number;
  detection_queue: number;
  series: number;
  open_anomalies: number;
  processes: number;
  pages: number;
}

export interface Anomaly {
  id: number;
  service: string;
  severity: string;
  state: 'firing' | 'resolved';
  reason: string;
  count: number;
  threshold: number;
  peak: number;
  first_minute: string;
  last_minute: string;
  fired_at: string;
  resolved_at: string | null;
  tier?: string;
  rule?: string | null;
  details?: Record<string, unknown> | null;
}

export interface Attempt {
  at: string;
  milliseconds: number;
  problem: string | null;
  detail: string;
}

export interface Notification {
  id: string;
  receiver: string;
  reason: string;
  state: string;
  created_at: string;
  attempts: number;
  next_attempt_at: string | null;
  finished_at: string | null;
  log: Attempt[] | null;
  message?: { alerts?: { anomalyId: number; labels: Record<string, string>; endsAt: string | null }[] } | null;
}

export interface AnomalyDetail extends Anomaly {
  transitions: { kind: string; at: string; observed: number; peak: number }[];
  acknowledgements: { by: string; comment: string; at: string }[];
  suppressions: { receiver: string; kind: string; by: string; at: string }[];
  notifications: Notification[];
}

export interface ActiveService {
  service: string;
  firing: number;
  ratios: (number | null)[];
  counts: number[];
  worst: string;
}

export interface ActiveSeries {
  service: string;
  severity: string;
  state: string;
  threshold_per_minute: number | null;
  limit: number | null;
  counts: number[];
}

export interface SeriesState {
  service: string;
  severity: string;
  state: string;
  threshold_per_minute: number | null;
  window: { minute: string; count: number }[];
  firing: { reason: string; rule: string | null; fired_at: string }[];
  /** On their way to fire or to resolve. */
  rules: { rule: string; state: 'pending' | 'recovering'; since: string; minutes: number; needed: number }[];
}

export interface Counts {
  threshold_per_minute: number | null;
  step_minutes: number;
  times: number[];
  counts: number[];
  sums: number[];
  low: (number | null)[];
  high: (number | null)[];
}

export interface Log {
  id: string;
  timestamp: string;
  service: string;
  severity: string;
  server_id: string;
  message: string;
  error_code: string;
  resource_id: string;
  metadata: string;
  cut: boolean;
}

export interface LogPage {
  logs: Log[];
  searched_to: string;
  next_cursor: string | null;
}

export interface LogHistogram {
  slice_seconds: number;
  times: number[];
  severities: string[];
  counts: number[][];
  counted_from: string;
}

export interface Episode {
  first_minute: string;
  last_minute: string;
  fired_at: string;
  peak: number;
}

export interface Backtest {
  from: string;
  to: string;
  count: number;
  series: { service: string; severity: string; count: number; episodes: Episode[] }[];
}

export interface Silence {
  id: number;
  match: string[];
  created_by: string;
  comment: string;
  starts_at: string;
  ends_at: string;
  state: 'active' | 'pending' | 'ended';
}

export interface CalendarEntry {
  kind: 'silence' | 'maintenance';
  name: string;
  match: string[];
  from: string;
  to: string;
}

export interface Resource {
  name: string;
  file: string | null;
  match?: string[];
  [field: string]: unknown;
}

export interface Probe {
  name: string;
  state: string;
  paused: boolean;
  file: string | null;
  uptime_24h: number | null;
  median_response_ms_24h: number | null;
  last_run: {
    at: string;
    success: boolean;
    status_code: number | null;
    response_time_ms: number | null;
    failure: string | null;
    message: string | null;
    certificate_ends: string | null;
  } | null;
  definition: Record<string, unknown> & { type?: string };
  push_url?: string;
}

export interface ProbeRuns {
  times: number[];
  median_ms: (number | null)[];
  p95_ms: (number | null)[];
  p99_ms: (number | null)[];
  max_ms: (number | null)[];
  runs: number[];
  failed: number[];
  score: (number | null)[];
}

export interface Column {
  name: string;
  type: string;
  nullable: boolean;
  jsonpath: string;
}

export interface DataSource {
  name: string;
  description: string;
  columns: Column[];
  quarantine: string;
}

export interface SourceStats {
  name: string;
  rows: number;
  bytes: number;
  quarantined: number;
}

export interface Refused {
  at: string;
  columns: string[];
  errors: string[];
  raw: string;
}

export interface Parameter {
  name: string;
  type: string;
  default?: string;
  required: boolean;
  description?: string;
  example?: string;
  enum?: string[];
}

export interface Pipe {
  name: string;
  description: string;
  url: string;
  nodes: { name: string; description: string; sql: string; params: Parameter[] }[];
}

export interface PipeResult {
  meta: { name: string; type: string }[];
  data: Record<string, unknown>[];
  rows: number;
  statistics: { elapsed: number; rows_read: number; bytes_read: number };
}

export interface Token {
  token: string;
  name: string;
  description: string;
  scopes: { type: string; resource?: string; filter?: string }[];
}

export interface Deployment {
  id: number;
  project: string;
  changes: { change: string; type: string; name: string; effects: string[] }[];
  deployed_by: string;
  deployed_at: string;
}

export interface ProcessInfo {
  name: string;
  state: string;
  at: string;
  address: string;
  version: string;
  started_at: string;
  series: number;
  logs_per_second: Record<string, number>;
  rows_per_second: number;
  quarantined: number;
  commit_p50_ms: number | null;
  commit_p99_ms: number | null;
  waiting_rows: number;
  buffered_bytes: number;
  detection_queue: number;
  cpu: number;
  memory_bytes: number;
  pages: number;
}
