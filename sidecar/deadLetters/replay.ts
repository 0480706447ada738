import { type ClickHouseClient } from '@clickhouse/client';

import {
  countDeadLetters,
  type DeadLetterChoice,
  deadLettersAsQueue,
  markReplayed,
} from '../../queries/deadLetters/deadLetters';
import { identifier } from '../../queries/sql';

/** Queue, storing view and table of each signal. */
const PATHS = [
  { queue: 'audit_logs_queue', view: 'otel_audit_logs_mv', table: 'otel_audit_logs' },
  { queue: 'audit_traces_queue', view: 'otel_audit_traces_mv', table: 'otel_audit_traces' },
  { queue: 'audit_metrics_queue', view: 'otel_audit_metrics_mv', table: 'otel_audit_metrics' },
] as const;

export interface ReplayResult {
  /** Letters that were chosen, and how many of them are stored now. */
  letters: number;
  stored: number;
}

/**
 * Runs the views' own queries, as the server has them now, over the messages of the chosen letters. Rows keep topic,
 * partition and offset of their message, so that a second replay replaces what the first has stored. Letters that could
 * be read now are marked; the others stay as they are.
 * @throws Error when a view is missing or reads protobuf, whose messages SQL cannot parse a second time
 */
export async function replayDeadLetters(
  client: ClickHouseClient,
  database: string,
  choice: DeadLetterChoice,
  { repairUtf8 = false }: { repairUtf8?: boolean } = {}
): Promise<ReplayResult> {
  // the selection must not move while its letters are being marked
  const before = await lettersOf(client, database, choice);
  if (before === 0) {
    return { letters: 0, stored: 0 };
  }
  const source = deadLettersAsQueue(database, choice, repairUtf8).text;
  for (const path of PATHS) {
    const { query, columns } = await storingView(client, database, path.view);
    const names = columns.map((column) => identifier(column).text).join(', ');
    await client.command({
      query: `INSERT INTO ${identifier(`${database}.${path.table}`).text} (${names}) ${readFrom(query, `${database}.${path.queue}`, source)}`,
    });
  }
  const targets = PATHS.map(({ table }) => table);
  await client.command({ query: markReplayed(database, choice, targets).text });
  return { letters: before, stored: before - (await lettersOf(client, database, choice)) };
}

/** The query of a view with another source in place of its queue. @throws Error when the queue does not stand in it once */
export function readFrom(query: string, queue: string, source: string): string {
  const parts = query.split(new RegExp(`\\bFROM ${queue.replaceAll('.', '\\.')}\\b`));
  if (parts.length !== 2) {
    throw new Error(`The view's query does not read ${queue} once; run \`girok migrate verify\`.`);
  }
  if (/\bparsed\b/.test(parts[0] + parts[1])) {
    throw new Error(
      `${queue} reads protobuf, and SQL cannot parse a protobuf message a second time.\n` +
        '  Write the messages with `girok dead-letters show <place> --raw` and send them to the topic again.'
    );
  }
  return `${parts[0]}FROM ${source}${parts[1]}`;
}

async function storingView(client: ClickHouseClient, database: string, view: string) {
  const result = await client.query({
    query: `SELECT as_select AS query,
        (SELECT groupArray(name) FROM (SELECT name FROM system.columns
          WHERE database = {database:String} AND table = {view:String} ORDER BY position)) AS columns
      FROM system.tables WHERE database = {database:String} AND name = {view:String}`,
    query_params: { database, view },
    format: 'JSONEachRow',
  });
  const [found] = await result.json<{ query: string; columns: string[] }>();
  if (!found) {
    throw new Error(`The view ${database}.${view} does not exist. Run \`girok migrate up\`, then replay again.`);
  }
  return found;
}

async function lettersOf(client: ClickHouseClient, database: string, choice: DeadLetterChoice): Promise<number> {
  const result = await client.query({ query: countDeadLetters(database, choice).text, format: 'JSONEachRow' });
  const rows = await result.json<{ letters: string | number }>();
  return rows.reduce((sum, { letters }) => sum + Number(letters), 0);
}
