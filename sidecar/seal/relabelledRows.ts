import { type ClickHouseClient } from '@clickhouse/client';

import { IN_RUN, runParameters, WINDOW, type WindowRun } from './digestRows';
import { askRows, SEALED_TABLE } from './sealStore';
import { type NamedRow } from '../../queries/compliance/records';

/** A column that is made of the sealed ones, and its rule. */
export interface DerivedColumn {
  column: string;
  expression: string;
}

/** The first `limit` rows whose derived columns are not what their rule makes of the sealed ones, by number of the window. */
export async function relabelledRows(
  client: ClickHouseClient,
  derived: readonly DerivedColumn[],
  run: WindowRun,
  limit: number
): Promise<Map<number, NamedRow[]>> {
  // A rule names dozens of keys, and to look each up costs more than all else. Those that no row has are left out; what
  // is found so is asked again by the whole rule, since rows may have come in between.
  const suspected = await rowsAgainst(client, await withoutAbsentKeys(client, derived, run), run, 1);
  const rows = suspected.length === 0 ? [] : await rowsAgainst(client, derived, run, limit);
  const windows = new Map<number, NamedRow[]>();
  for (const { window, ...row } of rows) {
    windows.set(window, [...(windows.get(window) ?? []), row]);
  }
  return windows;
}

const rowsAgainst = (client: ClickHouseClient, derived: readonly DerivedColumn[], run: WindowRun, limit: number) =>
  askRows<NamedRow & { window: number }>(
    client,
    `SELECT ${WINDOW} AS window, 'relabelled' AS what, toString(Timestamp) AS timestamp, RecordId AS recordId,
       ServiceName AS service, Actor AS actor, EventName AS event
     FROM ${SEALED_TABLE}
     WHERE ${IN_RUN} AND (${derived.map(({ column, expression }) => `${column} != (${expression})`).join(' OR ')})
     ORDER BY timestamp LIMIT {limit:UInt32}`,
    { ...runParameters(run), limit }
  );

/** A look-up of a key of letters, digits, dots and the like; others stay as they are. */
const LOOK_UP = /\b((?:Log|Resource)Attributes)\['([\w.-]+)'\]/g;

/** The same rules, for rows of the run: a key that none of them has reads as the empty string that it is there. */
async function withoutAbsentKeys(
  client: ClickHouseClient,
  derived: readonly DerivedColumn[],
  run: WindowRun
): Promise<DerivedColumn[]> {
  const keysOf = (map: string) =>
    derived.flatMap(({ expression }) =>
      [...expression.matchAll(LOOK_UP)].filter(([, of]) => of === map).map(([, , key]) => key)
    );
  const present = (map: string, keys: string) =>
    `groupUniqArrayArray(arrayFilter(key -> has({${keys}:Array(String)}, key), mapKeys(${map})))`;
  const [found] = await askRows<Record<'LogAttributes' | 'ResourceAttributes', string[]>>(
    client,
    `SELECT ${present('LogAttributes', 'log')} AS LogAttributes, ${present('ResourceAttributes', 'resource')} AS ResourceAttributes
     FROM ${SEALED_TABLE} WHERE ${IN_RUN}`,
    { ...runParameters(run), log: keysOf('LogAttributes'), resource: keysOf('ResourceAttributes') }
  );
  return derived.map(({ column, expression }) => ({
    column,
    expression: expression.replace(LOOK_UP, (lookUp, map: keyof typeof found, key: string) =>
      found[map].includes(key) ? lookUp : "''"
    ),
  }));
}
