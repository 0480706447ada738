import { type ClickHouseClient } from '@clickhouse/client';

import { type RunRecord } from './runRecord';
import { type RunFacts } from '../../../queries/compliance/records';
import { askRows } from '../../seal/sealStore';
import { sqlTime } from '../../sqlTime';

export type RunStatus = 'running' | RunRecord['status'];

/** A run as it is stored. Times in ms since 1970. */
export interface StoredRun extends RunFacts {
  status: RunStatus;
  record: string;
  keyId: string;
  signature: string;
}

const COLUMNS = `toString(RunId) AS run, Status AS status, QueryId AS query, QueryVersion AS version, Person AS person,
  Purpose AS purpose, toUnixTimestamp64Milli(StartedAt) AS startedAt, toUnixTimestamp64Milli(FinishedAt) AS finishedAt,
  RowCount AS rows, ResultSha256 AS resultSha256, Problem AS problem, toInt64(toUnixTimestamp(KeptUntil)) * 1000 AS keptUntil,
  Record AS record, KeyId AS keyId, Signature AS signature`;

export async function readRun(client: ClickHouseClient, run: string): Promise<StoredRun | undefined> {
  const [found] = await askRows<StoredRun>(
    client,
    `SELECT ${COLUMNS} FROM compliance_runs FINAL WHERE RunId = {run:UUID}`,
    { run }
  );
  return found;
}

/** The latest runs, of one query or of all. */
export function readRuns(client: ClickHouseClient, query: string | undefined, limit: number): Promise<StoredRun[]> {
  return askRows(
    client,
    `SELECT ${COLUMNS} FROM compliance_runs FINAL WHERE {query:String} = '' OR QueryId = {query:String}
     ORDER BY startedAt DESC, run LIMIT {limit:UInt32}`,
    { query: query ?? '', limit }
  );
}

/** When each query was run last, with a result. */
export function lastRuns(client: ClickHouseClient): Promise<Array<{ query: string; at: number; run: string }>> {
  return askRows(
    client,
    `SELECT QueryId AS query, toUnixTimestamp64Milli(max(StartedAt)) AS at, toString(argMax(RunId, StartedAt)) AS run
     FROM compliance_runs FINAL WHERE Status = 'done' GROUP BY query`
  );
}

export async function storeRun(client: ClickHouseClient, run: StoredRun): Promise<void> {
  await client.insert({
    table: 'compliance_runs',
    values: [
      {
        RunId: run.run,
        Status: run.status,
        QueryId: run.query,
        QueryVersion: run.version,
        Person: run.person,
        Purpose: run.purpose,
        StartedAt: sqlTime(run.startedAt),
        FinishedAt: run.finishedAt === null ? null : sqlTime(run.finishedAt),
        RowCount: run.rows,
        ResultSha256: run.resultSha256,
        Problem: run.problem,
        KeptUntil: Math.floor(run.keptUntil / 1000),
        Record: run.record,
        KeyId: run.keyId,
        Signature: run.signature,
        UpdatedAt: sqlTime(Date.now()),
      },
    ],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  });
}
