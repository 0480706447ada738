import { list as sqlList, literal, sql } from '../../../queries/sql';
import { type Config } from '../../config';
import { check } from '../check';
import { type DoctorContext } from '../context';
import { readsKafka, signalsOf } from '../signals';
import { failure, ok, type Verdict } from '../verdict';
import { list } from '../words';

export interface QueueFacts {
  /** `otel.audit_logs_queue` */
  queue: string;
  /** undefined: there is no such table. */
  engine?: string;
  /** Put aside by DETACH TABLE. */
  detached: boolean;
  /** Whether the configuration says that it reads Kafka. */
  shouldReadKafka: boolean;
}

const MIGRATE =
  'Run girok migrate up: it makes the queue again with the same consumer group, which goes on where it stood.';

function judgeQueue({ queue, engine, detached, shouldReadKafka }: QueueFacts): Verdict[] {
  if (detached) {
    return [failure(`${queue} is detached: nothing of its signal is read`, `ATTACH TABLE ${queue};`)];
  }
  if (engine === undefined) {
    return [failure(`${queue} is missing: nothing of its signal is read`, MIGRATE)];
  }
  if (shouldReadKafka && engine === 'Null') {
    return [failure(`${queue} is a stand-in that a run left behind: nothing of its signal is read`, MIGRATE)];
  }
  if (!shouldReadKafka && engine === 'Kafka') {
    return [
      failure(
        `${queue} reads Kafka, but GIROK_QUEUES=null says that the receiver fills it`,
        'Correct GIROK_QUEUES, or run girok migrate up to change the queues.'
      ),
    ];
  }
  return [];
}

export function judgeQueues(queues: QueueFacts[]): Verdict[] {
  const verdicts = queues.flatMap(judgeQueue);
  const readers = queues.map(({ queue }) => queue.split('.')[1]);
  const what = queues[0]?.shouldReadKafka ? 'read Kafka' : 'take what the receiver inserts';
  return verdicts.length > 0 ? verdicts : [ok(`${list(readers)} ${what}`)];
}

export const queues = check<QueueFacts[]>({
  area: 'Queues',
  name: 'tables',
  needs: ['ClickHouse', 'database'],
  probe: async (context) => {
    const { config } = context;
    const names = signalsOf(config).map(({ queue }) => queue);
    const tables = await context.ask<{ name: string; engine: string }>(sql`
      SELECT name, engine FROM system.tables
      WHERE database = ${literal(config.database)} AND name IN ${sqlList(names)}`);
    const engines = new Map(tables.map(({ name, engine }) => [name, engine]));
    const detached = await detachedTables(context, config);
    return names.map((name) => ({
      queue: `${config.database}.${name}`,
      engine: engines.get(name),
      detached: detached.includes(name),
      shouldReadKafka: readsKafka(config),
    }));
  },
  judge: judgeQueues,
});

async function detachedTables({ ask }: DoctorContext, { database }: Config): Promise<string[]> {
  const rows = await ask<{ table: string }>(sql`
    SELECT table FROM system.detached_tables WHERE database = ${literal(database)}`);
  return rows.map(({ table }) => table);
}
