import type { Anomaly } from '../api/types';
import { number } from '../lib/format';
import { link } from '../lib/route';
import { duration, full, moment } from '../lib/time';
import { Severity, State } from './basics';

export const reasons: Record<string, string> = {
  threshold: 'over its threshold',
  baseline: 'unusual for this time',
  flatline: 'has gone silent',
  ratio: 'too large a share of its service',
  new_series: 'never seen before',
  new_template: 'a message never seen before',
  response_time: 'answers unusually slowly',
  probe_down: 'is down',
};

export function why(anomaly: Anomaly): string {
  const told = anomaly.details?.why;
  return typeof told === 'string' ? told : `${number(anomaly.count)} seen, ${number(anomaly.threshold, 1)} expected.`;
}

export function lasted(anomaly: Anomaly): string {
  return duration((anomaly.resolved_at ? new Date(anomaly.resolved_at).getTime() : Date.now()) - new Date(anomaly.fired_at).getTime());
}

/** @param oneSeries Leaves out what all of them have in common. */
export function AnomalyTable({ anomalies, oneSeries }: { anomalies: Anomaly[]; oneSeries?: boolean }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Anomalies">
      <table class={oneSeries ? '' : 'stacks'}>
        <thead>
          <tr>
            <th>State</th>
            {!oneSeries && <th>Service</th>}
            {!oneSeries && <th>Severity</th>}
            <th>Reason</th>
            <th class="num">Peak</th>
            <th class="num">Normal</th>
            <th>Fired</th>
            <th>Lasted</th>
          </tr>
        </thead>
        <tbody>
          {anomalies.map((anomaly) => {
            const reason = reasons[anomaly.reason] ?? anomaly.reason;
            return (
              <tr key={anomaly.id} class="link">
                <td>
                  <State name={anomaly.state} />
                </td>
                {!oneSeries && (
                  <td class="name">
                    <a href={link(['anomalies', anomaly.id])}>
                      <bdi>{anomaly.service}</bdi>
                    </a>
                  </td>
                )}
                {!oneSeries && (
                  <td>
                    <Severity name={anomaly.severity} />
                  </td>
                )}
                <td>{oneSeries ? <a href={link(['anomalies', anomaly.id])}>{reason}</a> : reason}</td>
                <td class="num" data-label="peak">
                  {number(anomaly.peak)}
                </td>
                <td class="num" data-label="normal">
                  {number(anomaly.threshold, 1)}
                </td>
                <td title={full(anomaly.fired_at)}>{moment(anomaly.fired_at, true)}</td>
                <td>{lasted(anomaly)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
