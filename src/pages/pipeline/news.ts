import { type ConsumerNow, type PartitionNow, type PipelineFacts } from './facts';
import { preferred, SEEN_SECONDS } from './signals';
import { ALERT_THRESHOLDS } from '../../../queries/alerts/thresholds';
import { elapsedText } from '../../../queries/elapsedText';
import { isBroken, LAG_STATUSES, type LagStatus } from '../../../queries/lag/status';
import { count, plural } from '../../scenes/words';

/** `broken` now, `worse` soon, `unknown`: cannot be told. */
export type Severity = 'broken' | 'worse' | 'unknown';

export interface News {
  severity: Severity;
  text: string;
  /** Id of the alert rule whose runbook says what to do. */
  runbook: string;
}

const WORDS: Record<Exclude<LagStatus, 'OK'>, { does: string; runbook: string }> = {
  LOST: { does: 'has lost messages on', runbook: 'girok-retention' },
  STALLED: { does: 'is stalled on', runbook: 'girok-consumer-exceptions' },
  STOPPED: { does: 'stands still on', runbook: 'girok-stalled' },
  UNASSIGNED: { does: 'does not have', runbook: 'girok-no-assignment' },
  NO_COMMIT: { does: 'has never read', runbook: 'girok-stalled' },
  REWOUND: { does: 'reads again', runbook: 'girok-lag-time' },
  LAGGING: { does: 'falls behind on', runbook: 'girok-lag-time' },
  UNKNOWN: { does: 'is not known on', runbook: 'girok-monitor-blind' },
};

/** What is wrong now, the worst first; each a sentence that says where and why. Empty: nothing is. */
export function newsOf(facts: PipelineFacts): News[] {
  return [...lagNews(facts), ...consumerNews(facts), ...freshnessNews(facts), ...letterNews(facts)].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)
  );
}

const ORDER: Severity[] = ['broken', 'worse', 'unknown'];

function lagNews({ partitions, consumers }: PipelineFacts): News[] {
  const seen = preferred(partitions);
  const groups = [...new Set(seen.map(({ group }) => group))].sort();
  return groups.flatMap((group) =>
    LAG_STATUSES.filter((status) => status !== 'OK').flatMap((status): News[] => {
      const same = seen
        .filter((one) => one.group === group && one.status === status)
        .sort((a, b) => (b.lag ?? 0) - (a.lag ?? 0));
      if (same.length === 0) {
        return [];
      }
      const [worst] = same;
      const { does, runbook } = WORDS[status];
      const own = consumers.filter(({ signal, age }) => signal === worst.signal && age <= SEEN_SECONDS);
      return [
        {
          severity: severityOf(status),
          text: `${worst.signal}: consumer group ${group} ${does} ${placeOf(worst, same.length)}: ${worst.reason}`,
          runbook: STANDS_STILL.includes(status) ? causeOf(own, runbook) : runbook,
        },
      ];
    })
  );
}

const STANDS_STILL: readonly LagStatus[] = ['STALLED', 'STOPPED', 'NO_COMMIT'];

/** The rule that fires in place of "stands still", because it says why. */
function causeOf(consumers: readonly ConsumerNow[], otherwise: string): string {
  if (consumers.some(({ missing }) => missing !== '')) {
    return 'girok-missing-dependency';
  }
  if (consumers.some(({ view }) => view !== '')) {
    return 'girok-view-errors';
  }
  if (consumers.some(({ exception }) => exception !== '')) {
    return 'girok-consumer-exceptions';
  }
  return consumers.length > 0 && consumers.every(({ consumer }) => consumer === '') ? 'girok-no-consumer' : otherwise;
}

function placeOf({ topic, partition, committed }: PartitionNow, partitions: number): string {
  const more = partitions > 1 ? ` and ${partitions - 1} more` : '';
  const at = committed === '' ? '' : ` at offset ${count(Number(committed))}`;
  return `${topic}/${partition}${more}${at}`;
}

function severityOf(status: LagStatus): Severity {
  if (isBroken(status) || status === 'NO_COMMIT') {
    return 'broken';
  }
  return status === 'UNKNOWN' ? 'unknown' : 'worse';
}

/** What consumers report that the lag does not show: nothing may wait just now. */
function consumerNews({ partitions, consumers }: PipelineFacts): News[] {
  const told = new Set(
    preferred(partitions)
      .filter(({ status }) => isBroken(status))
      .map(({ signal }) => signal)
  );
  return consumers
    .filter(({ age }) => age <= SEEN_SECONDS)
    .flatMap(({ signal, queue, consumer, exception, view, missing }): News[] => {
      if (missing !== '') {
        return [
          {
            severity: 'broken',
            text: `${queue} reads nothing while ${missing} is missing`,
            runbook: 'girok-missing-dependency',
          },
        ];
      }
      if (told.has(signal)) {
        return [];
      }
      if (exception !== '') {
        const runbook = view === '' ? 'girok-consumer-exceptions' : 'girok-view-errors';
        return [{ severity: 'broken', text: `${queue}: ${exception}`, runbook }];
      }
      return consumer === ''
        ? [{ severity: 'broken', text: `${queue} has no consumer, or is not there`, runbook: 'girok-no-consumer' }]
        : [];
    });
}

function freshnessNews({ freshness, partitions }: PipelineFacts): News[] {
  const waiting = new Set(
    preferred(partitions)
      .filter(({ lag }) => lag !== 0)
      .map(({ signal }) => signal)
  );
  return freshness
    .filter(({ signal, age }) => age !== null && age > ALERT_THRESHOLDS.freshnessSeconds && !waiting.has(signal))
    .map(({ signal, age }) => ({
      severity: 'worse',
      text: `${signal}: nothing was stored for ${elapsedText(age ?? 0)}, and nothing is known to wait`,
      runbook: 'girok-freshness',
    }));
}

const letterNews = ({ letters }: PipelineFacts): News[] =>
  letters
    .filter(({ count }) => count > 0)
    .map(({ signal, count: kept }) => ({
      severity: 'worse',
      text: `${signal}: ${plural(kept, 'message')} of the last ${ALERT_THRESHOLDS.deadLetterMinutes} min could not be read: kept as dead letters`,
      runbook: 'girok-dead-letters',
    }));

/** A headline that counts, and that says nothing is wrong only about what can be seen. */
export function headlineOf(news: readonly News[], facts: PipelineFacts): string {
  const { partitions, freshness } = facts;
  const wrong = news.filter(({ severity }) => severity !== 'unknown').length;
  if (wrong > 0) {
    return `${wrong} thing${wrong === 1 ? ' is' : 's are'} wrong in the pipeline`;
  }
  if (news.length > 0 || unseen(facts).length > 0) {
    return 'The state of the pipeline is not fully known';
  }
  if (freshness.every(({ age }) => age === null)) {
    return 'Nothing was stored in the last day';
  }
  return partitions.length > 0 ? 'Everything that is sent is read and stored' : 'What is sent is stored';
}

/** What cannot be seen here, so that nobody takes silence for health. */
export const notesOf = (facts: PipelineFacts): string[] =>
  readsNoKafka(facts)
    ? [
        'No queue reads Kafka here: messages come over OTLP/HTTP and are stored at once. There is no consumer lag to measure; freshness, dead letters and parts are shown.',
      ]
    : unseen(facts);

const readsNoKafka = ({ queues, consumers }: PipelineFacts) =>
  queues.length > 0 && queues.every(({ engine }) => engine !== 'Kafka') && consumers.length === 0;

/** Sources that should tell something and do not. */
function unseen(facts: PipelineFacts): string[] {
  const { partitions, consumers } = facts;
  if (readsNoKafka(facts)) {
    return [];
  }
  const missing = [
    newest(partitions.filter(({ source }) => source === 'broker')) ??
      'The broker is not seen: no sample of the last hour. Is girok serve running, and may it ask the broker?',
    newest(consumers) ??
      'The consumers are not seen: no sample of the last hour. Is girok serve running, and may it write to ClickHouse?',
  ];
  return missing.filter((note) => note !== '');
}

/** Empty when there is a fresh sample, undefined when there is none at all. */
function newest(samples: ReadonlyArray<{ age: number; source?: string }>): string | undefined {
  if (samples.length === 0) {
    return undefined;
  }
  const age = Math.min(...samples.map((sample) => sample.age));
  const what = samples[0].source === 'broker' ? 'the broker' : 'the consumers in ClickHouse';
  return age <= SEEN_SECONDS
    ? ''
    : `The newest sample of ${what} is ${elapsedText(age)} old: what it says is not about now.`;
}
