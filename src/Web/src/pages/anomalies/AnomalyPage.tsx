import { useState } from 'preact/hooks';
import { api, path } from '../../api/client';
import { useAnomalyEvents } from '../../api/live';
import type { AnomalyDetail, Counts } from '../../api/types';
import { Attempts } from '../../components/Attempts';
import { lasted, reasons, why } from '../../components/AnomalyTable';
import { Dialog, Field, Loading, Page, Problem, Section, Severity, Stat, State } from '../../components/basics';
import { Chart, type Line } from '../../components/Chart';
import { band } from '../../components/usual';
import { SilenceDialog } from '../../components/SilenceDialog';
import { useAction, useData } from '../../lib/data';
import { matcher, number, severityClass, words } from '../../lib/format';
import { link } from '../../lib/route';
import { useSession } from '../../lib/session';
import { full, moment } from '../../lib/time';

function Acknowledge({ id, onClose, onDone }: { id: number; onClose: () => void; onDone: () => void }) {
  const session = useSession();
  const [by, setBy] = useState(session.name);
  const [comment, setComment] = useState('');
  const { busy, error, run } = useAction();
  const submit = (e: Event) => {
    e.preventDefault();
    run(async () => {
      await api.post(path`/v1/anomalies/${id}/acknowledge`, { by, comment });
      onDone();
    });
  };
  return (
    <Dialog title="Acknowledge" onClose={onClose}>
      <form onSubmit={submit} class="form">
        <p>Somebody looks after it: nobody is reminded of it any more, and its end is told.</p>
        <Field label="By">
          <input required value={by} onInput={(e) => setBy(e.currentTarget.value)} />
        </Field>
        <Field label="Comment">
          <input value={comment} onInput={(e) => setComment(e.currentTarget.value)} />
        </Field>
        <Problem error={error} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            Acknowledge
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Around({ anomaly }: { anomaly: AnomalyDetail }) {
  const pad = 30 * 60_000;
  const from = new Date(new Date(anomaly.first_minute).getTime() - pad).toISOString();
  const to = new Date(Math.min(Date.now(), new Date(anomaly.resolved_at ?? Date.now()).getTime() + pad)).toISOString();
  const { data } = useData(() => api.get<Counts>(path`/v1/counts/${anomaly.service}/${anomaly.severity}`, { from, to }), [anomaly.id, anomaly.state, anomaly.peak, to.slice(0, 16)]);
  if (!data) return null;
  const lines: Line[] = [
    { label: 'Logs a minute', color: `--${severityClass(anomaly.severity)}`, values: data.counts, kind: 'bars' },
    ...band(data.low, data.high),
  ];
  // A detector may judge the sum of several minutes; the axis is of one.
  const minutes = typeof anomaly.details?.minutes === 'number' ? anomaly.details.minutes : 1;
  return (
    <Chart
      label={`Logs a minute around the anomaly; its peak was ${number(anomaly.peak)}`}
      times={data.times}
      lines={lines}
      span={[data.times[0] ?? 0, (data.times[data.times.length - 1] ?? 0) + 60 * data.step_minutes]}
      band={{ low: 1, high: 2, color: '--accent' }}
      level={
        anomaly.reason === 'threshold' || anomaly.reason === 'baseline'
          ? {
              value: anomaly.threshold / minutes,
              label: `${anomaly.reason === 'threshold' ? 'threshold' : 'expected'} ${number(anomaly.threshold / minutes, 1)}`,
              color: '--bad',
            }
          : null
      }
      marks={[{ from: new Date(anomaly.first_minute).getTime() / 1000, to: new Date(anomaly.last_minute).getTime() / 1000 + 60, color: '--bad' }]}
      onPick={(time) => (location.hash = link(['series', anomaly.service, anomaly.severity], { minute: time, from, to }))}
    />
  );
}

function Story({ anomaly }: { anomaly: AnomalyDetail }) {
  const events = [
    ...anomaly.transitions.map((one) => ({ at: one.at, what: one.kind, text: `${number(one.observed)} seen, peak ${number(one.peak)}` })),
    ...anomaly.acknowledgements.map((one) => ({ at: one.at, what: 'acknowledged', text: `by ${one.by}${one.comment ? `: ${one.comment}` : ''}` })),
    ...anomaly.suppressions.map((one) => ({ at: one.at, what: 'not told', text: `${one.receiver} was not told, because of ${one.kind} ${one.by}` })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <ol class="story">
      {events.map((event, i) => (
        <li key={i}>
          <time dateTime={event.at} title={full(event.at)}>
            {moment(event.at, true)}
          </time>
          <State name={event.what} />
          <bdi>{event.text}</bdi>
        </li>
      ))}
    </ol>
  );
}

function Notifications({ anomaly }: { anomaly: AnomalyDetail }) {
  if (anomaly.notifications.length === 0) {
    return (
      <p class="calm">
        Nobody was told: <a href="#/alerts/receivers">receivers and routes</a> say who is.
      </p>
    );
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Notifications">
      <table>
        <thead>
          <tr>
            <th>Receiver</th>
            <th>Reason</th>
            <th>State</th>
            <th>Decided</th>
            <th>Attempts</th>
          </tr>
        </thead>
        <tbody>
          {anomaly.notifications.map((one) => (
            <tr key={one.id}>
              <td class="name">
                <bdi>{one.receiver}</bdi>
              </td>
              <td>{words(one.reason)}</td>
              <td>
                <State name={one.state} />
              </td>
              <td title={full(one.created_at)}>{moment(one.created_at, true)}</td>
              <td class="wide">
                <Attempts log={one.log} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function AnomalyPage({ id }: { id: string }) {
  const session = useSession();
  const { data, error, reload } = useData(() => api.get<AnomalyDetail>(path`/v1/anomalies/${id}`), [id], 5000);
  const [dialog, setDialog] = useState<'acknowledge' | 'silence' | null>(null);
  const [note, setNote] = useState<string | null>(null);
  useAnomalyEvents((one) => {
    if (String(one.id) === id) reload();
  }, [reload, id]);
  if (!data) return error ? <Problem error={error} /> : <Loading />;
  const details = Object.entries(data.details ?? {}).filter(([name]) => name !== 'why');
  return (
    <Page
      title={
        <>
          <bdi>{data.service}</bdi> <Severity name={data.severity} /> <State name={data.state} />
        </>
      }
      aside={
        session.admin && (
          <div class="actions">
            <button type="button" onClick={() => setDialog('acknowledge')}>
              Acknowledge
            </button>
            <button type="button" onClick={() => setDialog('silence')}>
              Silence
            </button>
          </div>
        )
      }
    >
      <p class="lead">
        <span class="sentence">{reasons[data.reason] ?? data.reason}</span>: {why(data)}
      </p>
      {note && (
        <p class="note" role="status">
          {note}
        </p>
      )}
      <dl class="stats">
        <Stat label="Seen" value={number(data.count)} />
        <Stat label={data.reason === 'threshold' ? 'Threshold' : 'Expected'} value={number(data.threshold, 1)} />
        <Stat label="Peak" value={number(data.peak)} tone="bad" />
        <Stat label="Fired" value={moment(data.fired_at, true)} />
        <Stat label={data.resolved_at ? 'Lasted' : 'For'} value={lasted(data)} />
        {data.tier && <Stat label="Tier" value={data.tier} />}
        {data.rule && <Stat label="Rule" value={data.rule} />}
      </dl>
      {data.severity === 'probe' ? (
        <p>
          <a href={link(['probes', data.service], { from: new Date(new Date(data.first_minute).getTime() - 3600_000).toISOString(), to: data.resolved_at ?? new Date().toISOString() })}>The runs of the probe around it</a>
        </p>
      ) : (
      <Section title="Around it" aside={<a href={link(['logs'], { service: data.service, severity: data.severity, from: data.first_minute, to: new Date(new Date(data.last_minute).getTime() + 60_000).toISOString() })}>Its logs</a>}>
        <Around anomaly={data} />
      </Section>
      )}
      <div class="columns">
        <Section title="What happened">
          <Story anomaly={data} />
        </Section>
        <Section title="Notifications">
          <Notifications anomaly={data} />
        </Section>
      </div>
      {details.length > 0 && (
        <Section title="What the detector went by">
          <dl class="facts">
            {details.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>])}
          </dl>
        </Section>
      )}
      {dialog === 'acknowledge' && (
        <Acknowledge
          id={data.id}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            reload();
          }}
        />
      )}
      {dialog === 'silence' && (
        <SilenceDialog
          match={[matcher('service', data.service), matcher('severity', data.severity)]}
          onClose={() => setDialog(null)}
          onDone={(silence) => {
            setDialog(null);
            setNote(`Silenced until ${moment(silence.ends_at)}.`);
          }}
        />
      )}
    </Page>
  );
}
