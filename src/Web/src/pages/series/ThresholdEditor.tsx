import { useEffect, useRef, useState } from 'preact/hooks';
import { api, path, withQuery } from '../../api/client';
import type { Backtest } from '../../api/types';
import { Confirm, Field, Problem } from '../../components/basics';
import { useAction } from '../../lib/data';
import { number, plural } from '../../lib/format';
import { moment } from '../../lib/time';

interface Suggestions {
  data: { threshold_per_minute: number | null; alerts_per_week: number }[];
}

interface Props {
  service: string;
  severity: string;
  threshold: number | null;
  canEdit: boolean;
  canLook: boolean;
  onDraft: (threshold: number | null) => void;
  onLook: (look: Backtest | null) => void;
  onSaved: () => void;
}

const told = 5;

function when(look: Backtest): string {
  const episodes = look.series.flatMap((one) => one.episodes).reverse();
  return episodes.slice(0, told).map((one) => `${moment(one.first_minute)} (peak ${number(one.peak)})`).join(', ') + (episodes.length > told ? ' and before' : '');
}

/** A threshold is tried on what was, before it holds for what comes. */
export function ThresholdEditor({ service, severity, threshold, canEdit, canLook, onDraft, onLook, onSaved }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [look, setLook] = useState<{ backtest: Backtest; threshold: number } | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const { busy, error, run } = useAction();
  const shown = text ?? (threshold === null ? '' : String(threshold));
  const value = shown.trim() === '' ? null : Number(shown);
  const valid = value !== null && Number.isFinite(value) && value >= 0;
  const changed = valid && value !== threshold;
  const latest = useRef(value);
  latest.current = value;

  useEffect(() => {
    onDraft(changed ? value : null);
    if (look && look.threshold !== value) {
      setLook(null);
      onLook(null);
    }
  }, [shown, threshold]);

  const lookBack = () =>
    run(async () => {
      const to = new Date();
      const backtest = await api.post<Backtest>('/v1/backtest', {
        rule: { threshold: { per_minute: value } },
        service,
        severity,
        from: new Date(to.getTime() - 7 * 86400_000).toISOString(),
        to: to.toISOString(),
      });
      // Another number may stand there by now.
      if (latest.current === value) {
        setLook({ backtest, threshold: value! });
        onLook(backtest);
      }
    });
  const suggest = () =>
    run(async () => {
      const { data } = await api.get<Suggestions>(withQuery('/v1/thresholds/suggest', { service, severity, alerts_per_week: 1 }));
      const best = data[0];
      if (best?.threshold_per_minute === null || best?.threshold_per_minute === undefined) setNote('There is too little history to suggest one.');
      else {
        setText(String(best.threshold_per_minute));
        setNote(`${number(best.threshold_per_minute, 1)} would have fired ${number(best.alerts_per_week, 1)} times a week. Look back to see when.`);
      }
    });
  const done = (words: string) => {
    setText(null);
    setLook(null);
    onLook(null);
    onDraft(null);
    setNote(words);
    onSaved();
  };
  const apply = () =>
    run(async () => {
      await api.put(path`/v1/thresholds/${service}/${severity}`, { threshold_per_minute: value });
      done(`${number(value, 1)} logs a minute hold from now on.`);
    });
  const remove = () =>
    run(async () => {
      await api.remove(path`/v1/thresholds/${service}/${severity}`);
      done('Its own threshold is gone; one for all services or severities holds, if there is one.');
    });

  if (!canEdit) return <p>{threshold === null ? 'There is none.' : `${number(threshold, 1)} logs a minute.`} <span class="dim">This token may not change it.</span></p>;
  return (
    <form
      class="form inline"
      onSubmit={(e) => {
        e.preventDefault();
        if (changed) apply();
      }}
    >
      <Field label="Logs a minute that are still normal" hint={threshold === null ? 'None is set.' : undefined}>
        <input type="number" min="0" step="any" inputMode="decimal" value={shown} onInput={(e) => (setText(e.currentTarget.value), setNote(null))} />
      </Field>
      <div class="actions">
        {canLook && (
          <button type="button" onClick={lookBack} disabled={busy || !valid}>
            Look back
          </button>
        )}
        {canLook && (
          <button type="button" class="quiet" onClick={suggest} disabled={busy}>
            Suggest
          </button>
        )}
        <button type="submit" class="primary" disabled={busy || !changed}>
          Apply
        </button>
        {threshold !== null && (
          <Confirm label="Remove" question="Really remove" onConfirm={remove} disabled={busy} />
        )}
      </div>
      <p role="status" class={look ? 'found-back' : 'note'}>
        {look ? (
          <>
            Would have fired <strong>{plural(look.backtest.count, 'time')}</strong> in 7 days
            {look.backtest.count > 0 && `, marked on the chart: ${when(look.backtest)}`}.
          </>
        ) : (
          note
        )}
      </p>
      <Problem error={error} />
    </form>
  );
}
