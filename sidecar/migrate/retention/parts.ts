import { type ClickHouseClient } from '@clickhouse/client';

import { identifier, literal } from '../../../queries/sql';
import { formatPeriod } from '../period';
import { type RetentionPlan } from './planRetention';

/** Stored parts that a change of retention concerns. */
export interface AffectedParts {
  parts: number;
  rows: number;
  bytes: number;
  /** Of these, what is older than the new retention: it will be deleted. */
  expiredParts: number;
  expiredRows: number;
}

/** Reads no rows where the expiry hangs on the partition key: ClickHouse answers from the parts' minimum and maximum. */
export async function affectedParts(
  client: ClickHouseClient,
  database: string,
  plan: RetentionPlan
): Promise<AffectedParts> {
  const rows = await query<Record<keyof AffectedParts, string>>(
    client,
    `SELECT count() AS parts, sum(part.rows) AS rows, sum(part.bytes_on_disk) AS bytes,
        countIf(newest.expires < now()) AS expiredParts, sumIf(part.rows, newest.expires < now()) AS expiredRows
      FROM system.parts AS part ${joinNewest(database, plan)}
      WHERE ${activePartsOf(database, plan)}`
  );
  const [row] = rows;
  return {
    parts: Number(row.parts),
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    expiredParts: Number(row.expiredParts),
    expiredRows: Number(row.expiredRows),
  };
}

/** Parts whose recorded expiry is not the one that the retention asks for. Empty when every part has followed. */
export async function partsLeftBehind(
  client: ClickHouseClient,
  database: string,
  plan: RetentionPlan
): Promise<string[]> {
  const rows = await query<{ name: string }>(
    client,
    `SELECT part.name AS name FROM system.parts AS part ${joinNewest(database, plan)}
      WHERE ${activePartsOf(database, plan)} AND part.rows > 0
        AND toUnixTimestamp(part.delete_ttl_info_max) != toUnixTimestamp(newest.expires)`
  );
  return rows.map(({ name }) => name);
}

/** When the newest row of each part expires under the new retention. The expression is the template's or the server's. */
function joinNewest(database: string, { table, expression, after }: RetentionPlan): string {
  const column = identifier(columnOf(expression)).text;
  return `INNER JOIN (
      SELECT part, ${expression} + INTERVAL ${formatPeriod(after)} AS expires
      FROM (SELECT _part AS part, max(${column}) AS ${column} FROM ${identifier(`${database}.${table}`).text} GROUP BY part)
    ) AS newest ON part.name = newest.part`;
}

const activePartsOf = (database: string, { table }: RetentionPlan) =>
  `part.database = ${literal(database).text} AND part.table = ${literal(table).text} AND part.active`;

/** `Timestamp` of `toDateTime(Timestamp)`. @throws Error for an expression of more than one column */
export function columnOf(expression: string): string {
  const columns = [...expression.replaceAll('`', '').matchAll(/\b([A-Za-z_]\w*)\b(?!\s*\()/g)].map(([, name]) => name);
  if (new Set(columns).size !== 1) {
    throw new Error(`The retention expression ${expression} is not of one column.`);
  }
  return columns[0];
}

async function query<T>(client: ClickHouseClient, text: string): Promise<T[]> {
  return (await client.query({ query: text, format: 'JSONEachRow' })).json<T>();
}
