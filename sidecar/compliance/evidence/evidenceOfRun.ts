import { type ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';

import { makeEvidence } from './makeEvidence';
import { type Manifest } from './manifest';
import { MAX_ZIP_BYTES } from './zipStream';
import { type SigningKey } from '../../seal/keys';
import { Problem } from '../../server/problem';
import { fromSqlTime } from '../../sqlTime';
import { proofOf } from '../integrity/proof';
import { resultBytes, resultLines } from '../runs/resultStore';
import { type RunRecord } from '../runs/runRecord';
import { type QueryVersion } from '../versions/history';

export interface EvidenceOf {
  client: ClickHouseClient;
  key: SigningKey;
  record: RunRecord;
  version: QueryVersion;
  /** Who has it made. */
  person: string;
  redactionKey?: Buffer;
  /** Longest result. Default: what the zip can hold. Bytes. */
  maxBytes?: number;
}

/**
 * Evidence of a run that is done, as a zip in pieces. The stored result is compared with what the run has signed first, so
 * that one that was changed since gives no evidence.
 * @throws Problem 409 or 413 in words, before the first piece
 */
export async function evidenceOfRun(evidence: EvidenceOf): Promise<AsyncGenerator<Uint8Array, Manifest>> {
  const { client, key, record, version, person, redactionKey, maxBytes = MAX_ZIP_BYTES } = evidence;
  if (version.sha256 !== record.sha256) {
    throw new Problem(409, `Version ${record.version} of ${record.query} is not the one that was run.`);
  }
  // before anything is written; what its other forms add is seen while they are written
  if ((await resultBytes(client, record.run)) > maxBytes) {
    throw new Problem(
      413,
      'The result is larger than the 4 GiB that evidence can hold. Run the query for a shorter period.'
    );
  }
  const lines = () => resultLines(client, record.run, record.rows);
  await compareResult(record, lines());
  const { from, to } = record.parameters;
  return makeEvidence(
    {
      query: version.query,
      sql: record.sql,
      approvals: version.records.map(({ action, person: { login }, at, comment }) => ({
        action,
        person: login,
        at,
        comment,
      })),
      parameters: record.parameters,
      run: {
        id: record.run,
        person: record.person.login,
        purpose: record.purpose,
        startedAt: record.startedAt,
        finishedAt: record.finishedAt,
        server: record.server,
        database: record.database,
      },
      made: { person, at: new Date().toISOString() },
      versions: record.versions,
      lines,
      proof: await proofOf(client, { from: fromSqlTime(from), to: fromSqlTime(to) }),
      redactionKey,
    },
    key
  );
}

async function compareResult(record: RunRecord, lines: AsyncIterable<string>): Promise<void> {
  const hash = createHash('sha256');
  for await (const text of lines) {
    hash.update(text);
  }
  if (hash.digest('hex') !== record.resultSha256) {
    throw new Problem(
      409,
      'The stored result is not the one that the run has signed: somebody has changed it in ClickHouse. Run the query again.'
    );
  }
}
