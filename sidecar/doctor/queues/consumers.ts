import { list as sqlList, literal, sql } from '../../../queries/sql';
import { check } from '../check';
import { readsKafka, signalsOf } from '../signals';
import { explainException, withoutStack } from './consumerExceptions';
import { elapsedText } from '../../../queries/elapsedText';
import { failure, ok, type Verdict, warning } from '../verdict';
import { count, list } from '../words';

export interface ConsumerException {
  text: string;
  ageSeconds: number;
}

/** All consumers of one queue together. Ages by the server's clock; undefined: never. */
export interface ConsumerFacts {
  queue: string;
  consumers: number;
  /** Partitions that its consumers have. */
  partitions: number;
  exceptions: ConsumerException[];
  lastCommitAge?: number;
  missingDependencies: string[];
}

/** A block that cannot be stored is tried again within a minute: an older exception is over. Seconds. */
const RECENT_SECONDS = 180;

/** Does what was reported still hold? A healthy consumer keeps its last ten exceptions for ever. */
export function isCurrent(
  { text, ageSeconds }: ConsumerException,
  { partitions, lastCommitAge }: Pick<ConsumerFacts, 'partitions' | 'lastCommitAge'>
): boolean {
  const { kind } = explainException(text);
  if (kind === 'connection' || kind === 'authentication' || kind === 'no SASL' || kind === 'TLS') {
    // it has partitions again: it got over it
    return partitions === 0;
  }
  return ageSeconds < RECENT_SECONDS && (lastCommitAge === undefined || ageSeconds < lastCommitAge);
}

type Judged = { queue: string; verdict: (queues: string) => Verdict; alike: string };

function judgeConsumer(facts: ConsumerFacts): Judged[] {
  const { queue, consumers, partitions, exceptions, missingDependencies } = facts;
  const judged = (alike: string, verdict: Judged['verdict']): Judged[] => [{ queue, alike, verdict }];
  if (missingDependencies.length > 0) {
    const missing = missingDependencies.join(', ');
    return judged(missing, (queues) =>
      failure(
        `${queues}: nothing is read while ${missing} is missing`,
        'Run girok migrate up, or girok migrate verify to see what is missing.'
      )
    );
  }
  const current = exceptions
    .filter((exception) => isCurrent(exception, facts))
    .sort((a, b) => a.ageSeconds - b.ageSeconds);
  // a broker that refuses is reported as one that is down, too: the reason says more
  const told = current.find(({ text }) => explainException(text).kind !== 'connection') ?? current[0];
  if (told) {
    const { kind, why, next } = explainException(told.text);
    const verdict = kind === 'connection' || kind === 'offsets gone' ? warning : failure;
    const said = `${elapsedText(told.ageSeconds)} ago: ${withoutStack(told.text)}`;
    return judged(kind, (queues) => verdict(`${queues}: ${why}. It says, ${said}`, next));
  }
  if (consumers === 0) {
    return judged('no consumer', (queues) =>
      warning(
        `${queues}: no consumer`,
        'It starts when a view stands behind the queue. If this stays so for a minute, see the log of ClickHouse.'
      )
    );
  }
  if (partitions === 0) {
    return judged('no partition', (queues) =>
      warning(
        `${queues}: in its group, but without a partition`,
        'Right after a start this is normal for GIROK_KAFKA_SESSION_TIMEOUT_MS. Else another member has them all (who else uses its group?), or the topic was deleted and made again: DETACH TABLE and ATTACH TABLE of the queue.'
      )
    );
  }
  return [];
}

/** Queues with the same trouble share a verdict. */
export function judgeConsumers(all: ConsumerFacts[]): Verdict[] {
  const judged = all.flatMap(judgeConsumer);
  const kinds = [...new Set(judged.map(({ alike }) => alike))];
  if (kinds.length > 0) {
    return kinds.map((kind) => {
      const same = judged.filter(({ alike }) => alike === kind);
      return same[0].verdict(list(same.map(({ queue }) => queue)));
    });
  }
  return [
    ok(all.map(({ queue, partitions }) => `${queue.split('.')[1]}: ${count(partitions, 'partition')}`).join(', ')),
  ];
}

interface Row {
  table: string;
  partitions: string;
  texts: string[];
  ages: Array<string | number>;
  lastCommitAge: string;
  missing: string[];
}

/** 1970 stands for never. */
const NEVER_SECONDS = 1e9;

export const consumers = check<ConsumerFacts[]>({
  area: 'Queues',
  name: 'consumers',
  needs: ['ClickHouse', 'database'],
  applies: readsKafka,
  probe: async ({ ask, config }) => {
    const names = signalsOf(config).map(({ queue }) => queue);
    const rows = await ask<Row>(sql`
      SELECT table, length(assignments.partition_id) AS partitions,
        arrayMap(text -> substring(text, 1, 1000), exceptions.text) AS texts,
        arrayMap(time -> dateDiff('second', time, now()), exceptions.time) AS ages,
        dateDiff('second', last_commit_time, now()) AS lastCommitAge,
        arrayFlatten(missing_dependencies) AS missing
      FROM system.kafka_consumers
      WHERE database = ${literal(config.database)} AND table IN ${sqlList(names)}`);
    const existing = await ask<{ name: string }>(sql`
      SELECT name FROM system.tables
      WHERE database = ${literal(config.database)} AND engine = 'Kafka' AND name IN ${sqlList(names)} ORDER BY name`);
    return existing.map(({ name }) => {
      const own = rows.filter(({ table }) => table === name);
      const commits = own.map(({ lastCommitAge }) => Number(lastCommitAge)).filter((age) => age < NEVER_SECONDS);
      return {
        queue: `${config.database}.${name}`,
        consumers: own.length,
        partitions: own.reduce((sum, { partitions }) => sum + Number(partitions), 0),
        exceptions: own.flatMap(({ texts, ages }) => texts.map((text, i) => ({ text, ageSeconds: Number(ages[i]) }))),
        lastCommitAge: commits.length > 0 ? Math.min(...commits) : undefined,
        missingDependencies: [...new Set(own.flatMap(({ missing }) => missing))],
      };
    });
  },
  judge: judgeConsumers,
});
