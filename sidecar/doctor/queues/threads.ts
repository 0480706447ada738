import { sql } from '../../../queries/sql';
import { check } from '../check';
import { readsKafka } from '../signals';
import { ok, type Verdict, warning } from '../verdict';
import { count } from '../words';

export interface ThreadFacts {
  /** Consumers of all Kafka tables of this server: they share the threads. */
  consumers: number;
  /** `background_message_broker_schedule_pool_size`; undefined where the server does not say. */
  threads?: number;
}

/**
 * A consumer that always has something to read keeps its thread for 60 s (MAX_THREAD_WORK_DURATION_MS of the engine), so
 * with more busy consumers than threads some stand still for as long: seen with three queues on two threads.
 */
export function judgeThreads({ consumers, threads }: ThreadFacts): Verdict[] {
  if (threads === undefined) {
    return [ok(`${count(consumers, 'consumer')}; this ClickHouse does not say how many threads they share`)];
  }
  const text = `${count(consumers, 'consumer')} share ${count(threads, 'thread')}`;
  return consumers > threads
    ? [
        warning(
          `${text}: when all have something to read, some stand still for a minute at a time`,
          `Raise background_message_broker_schedule_pool_size in the configuration of ClickHouse to ${consumers} or more.`
        ),
      ]
    : [ok(text)];
}

export const threads = check<ThreadFacts>({
  area: 'Queues',
  name: 'threads',
  needs: ['ClickHouse', 'database'],
  applies: readsKafka,
  probe: async ({ ask }) => {
    const [row] = await ask<{ consumers: string; threads: string[] }>(sql`
      SELECT (SELECT count() FROM system.kafka_consumers) AS consumers,
        (SELECT groupArray(value) FROM system.server_settings
          WHERE name = 'background_message_broker_schedule_pool_size') AS threads`);
    // 0 is what chDB says until its first Kafka queue has begun
    return { consumers: Number(row.consumers), threads: Number(row.threads[0] ?? 0) || undefined };
  },
  judge: judgeThreads,
});
