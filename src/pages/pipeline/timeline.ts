import { identityOf } from '../../../queries/alerts/acknowledgement/identity';
import { type KeptRecord } from '../../../queries/alerts/acknowledgement/record';
import { type AlertChange } from '../../../queries/alerts/alertChange';
import { type GrafanaRule } from '../../../queries/alerts/grafana';
import { identityText, recordText } from '../../scenes/alerts/alertWords';
import { type Row } from '../../scenes/rows';
import { deploysOf, servicesOf, serviceTitle } from '../../scenes/services/service';
import { plural } from '../../scenes/words';

export type EventKind = 'deploy' | 'rebalance' | 'alert' | 'well' | 'acknowledgement';

/** Something that happened, in words. */
export interface TimelineEvent {
  /** ms since 1970. */
  at: number;
  kind: EventKind;
  text: string;
}

export interface Happened {
  /** Answer of `serviceResources()`. */
  resources: Row[];
  /** Answer of `rebalances()`. */
  rebalances: Row[];
  rules: readonly GrafanaRule[];
  changes: readonly AlertChange[];
  records: readonly KeptRecord[];
}

/** What happened in the range (ms since 1970), the newest first; of Girok's own rules only. */
export function timelineOf(happened: Happened, range: { from: number; to: number }): TimelineEvent[] {
  const { resources, rebalances, rules, changes, records } = happened;
  return [
    ...deployEvents(resources, range),
    ...rebalances.map(rebalanceEvent),
    ...changes.flatMap((change) => alertEvents(change, rules)),
    ...records.map((record) => recordEvent(record, range.to)),
  ]
    .filter(({ at }) => at >= range.from && at <= range.to)
    .sort((a, b) => b.at - a.at);
}

const deployEvents = (resources: Row[], range: { from: number; to: number }): TimelineEvent[] =>
  servicesOf([], resources).flatMap((service) =>
    deploysOf(service, range).map(({ version, first }) => ({
      at: first,
      kind: 'deploy',
      text: `${serviceTitle(service.name)} ${version} was deployed`,
    }))
  );

const rebalanceEvent = (row: Row): TimelineEvent => ({
  at: row.number('time'),
  kind: 'rebalance',
  text: `${row.text('queue')} on ${row.text('host')} lost its partitions ${plural(row.number('times'), 'time')}`,
});

const isFiring = (state: string) => /^(Alerting|Error|NoData|Recovering)/.test(state);

function alertEvents({ at, title, labels, from, to }: AlertChange, rules: readonly GrafanaRule[]): TimelineEvent[] {
  const rule = rules.find(({ name }) => name === title);
  if (!rule || isFiring(from) === isFiring(to)) {
    return [];
  }
  const which = `${title}, ${identityText(identityOf(labels, rule.labels))}`;
  return isFiring(to)
    ? [{ at, kind: 'alert', text: `${which}: fires` }]
    : [{ at, kind: 'well', text: `${which}: well again` }];
}

const recordEvent = (record: KeptRecord, now: number): TimelineEvent => ({
  at: record.at,
  kind: 'acknowledgement',
  text: `${record.ruleTitle}, ${Object.keys(record.labels).length === 0 ? 'all its alerts' : identityText(record.labels)}: ${recordText(record, now)}${record.note === '' ? '' : `, “${record.note}”`}`,
});
