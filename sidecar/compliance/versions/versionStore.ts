import { type ClickHouseClient } from '@clickhouse/client';

import { type StoredRecord, type VersionRecord } from './history';
import { askRows } from '../../seal/sealStore';
import { sqlTime } from '../../sqlTime';

/** Every stored record, by query and number; what is stored twice with equal content once. */
export function readRecords(client: ClickHouseClient): Promise<StoredRecord[]> {
  return askRows(
    client,
    `SELECT DISTINCT QueryId AS query, Seq AS seq, Version AS version, Action AS action, Person AS person,
       toUnixTimestamp64Milli(At) AS at, Comment AS comment, DefinitionSha256 AS sha256, Definition AS definition,
       Record AS record, KeyId AS keyId, Signature AS signature
     FROM compliance_versions ORDER BY query, seq, record`
  );
}

/** @param definition canonical JSON of a draft; empty for everything else */
export async function storeRecord(
  client: ClickHouseClient,
  { record, text, signature }: { record: VersionRecord; text: string; signature: string },
  definition: string,
  keyId: string
): Promise<void> {
  await client.insert({
    table: 'compliance_versions',
    values: [
      {
        QueryId: record.query,
        Seq: record.seq,
        Version: record.version,
        Action: record.action,
        Person: record.person.login,
        At: sqlTime(Date.parse(record.at)),
        Comment: record.comment,
        DefinitionSha256: record.sha256,
        Definition: definition,
        Record: text,
        KeyId: keyId,
        Signature: signature,
      },
    ],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  });
}
