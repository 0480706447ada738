import { type ClickHouseClient } from '@clickhouse/client';

import { literal, sql } from '../../../queries/sql';
import { pause } from '../apply/runContext';
import { type Cluster } from '../topology';

/** What became of a queue that was made anew. */
export interface Consumption {
  queue: string;
  state: 'consuming' | 'not consuming';
  /** Partitions that it was given, or why it has none. */
  detail: string;
}

interface ConsumerState {
  /** Consumers that have been started. */
  started: number;
  partitions: number;
  exception: string;
}

const POLL_MS = 250;
/** An exception of the first moments may be followed by success: brokers take their time to answer a new member. */
const AFTER_EXCEPTION_MS = 10_000;

/**
 * Waits until a Kafka queue has joined its group and was given partitions, or keeps failing, or the time is over.
 * @param timeoutMs longest wait; the dead member that a dropped queue leaves behind has to time out first
 *   (GIROK_KAFKA_SESSION_TIMEOUT_MS)
 */
export async function awaitConsumption(
  client: ClickHouseClient,
  database: string,
  queue: string,
  timeoutMs: number,
  stop: AbortSignal,
  cluster?: Cluster
): Promise<Consumption> {
  const begun = performance.now();
  let failingSince: number | undefined;
  for (;;) {
    const { started, partitions, exception } = await consumerState(client, database, cluster, queue);
    const now = performance.now();
    if (partitions > 0) {
      return { queue, state: 'consuming', detail: partitions === 1 ? '1 partition' : `${partitions} partitions` };
    }
    failingSince = exception === '' ? undefined : (failingSince ?? now);
    const failing = failingSince !== undefined && now - failingSince >= AFTER_EXCEPTION_MS;
    if (failing || now - begun >= timeoutMs || stop.aborted) {
      return { queue, state: 'not consuming', detail: exception || withoutPartition(now - begun, started) };
    }
    await pause(POLL_MS, stop);
  }
}

function withoutPartition(ms: number, started: number): string {
  const waited = `no partition after ${Math.round(ms / 1000)} s: `;
  return started === 0
    ? `${waited}ClickHouse has not started its consumer. All Kafka tables of a server share the threads of ` +
        'background_message_broker_schedule_pool_size, and one with much to read keeps its thread for up to a minute'
    : `${waited}the group is still waiting for a former member to time out, other members hold every partition, or the topic has none`;
}

async function consumerState(
  client: ClickHouseClient,
  database: string,
  cluster: Cluster,
  queue: string
): Promise<ConsumerState> {
  const everywhere =
    cluster === undefined
      ? sql`system.kafka_consumers`
      : sql`clusterAllReplicas(${literal(cluster)}, system.kafka_consumers)`;
  const result = await client.query({
    query: `SELECT countIf(consumer_id != '') AS started, sum(length(assignments.partition_id)) AS partitions, argMax(exceptions.text[-1], exceptions.time[-1]) AS exception
      FROM ${everywhere.text} WHERE database = {database:String} AND table = {queue:String}`,
    query_params: { database, queue },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ started: string; partitions: string; exception: string }>();
  return { started: Number(row.started), partitions: Number(row.partitions), exception: row.exception.trim() };
}
