import { type ClickHouseClient } from '@clickhouse/client';

import { checkProof, proveEvent } from './prove';
import { fill, HOUR, manyRows, seal, SEALED_FROM, testKey, trusting } from './sealedForTest';
import { askRows } from './sealStore';
import { scratchPipeline, type ScratchPipeline } from '../../embedded/scratchPipeline';

const key = testKey();
let pipeline: ScratchPipeline;
let client: ClickHouseClient;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  client = pipeline.client;
});
afterAll(() => pipeline.close());

test('a leaf that ends with a zero byte counts with all of its bytes: its event, and one beside it, are proven', async () => {
  await fill(client, manyRows(1000, 1000));
  await seal(client, key, SEALED_FROM + 2 * HOUR);
  const leaves = await askRows<{ recordId: string; zero: number; partition: string }>(
    client,
    `SELECT l.LogAttributes['audit.record.id'] AS recordId, endsWith(hex(s.Leaf), '00') AS zero, s.Partition AS partition
     FROM audit_seal_leaves AS s JOIN (SELECT *, _partition_id FROM otel_audit_logs) AS l
       ON l.Timestamp = s.Timestamp AND l._partition_id = s.Partition`
  );
  const ending = leaves.find(({ zero }) => zero === 1);
  expect(ending).toBeDefined();
  const beside = leaves.find(({ zero, partition }) => zero === 0 && partition === ending!.partition);
  for (const { recordId } of [ending!, beside!]) {
    const verdict = checkProof(JSON.stringify(await proveEvent(client, recordId)), trusting(key));
    expect(verdict).toMatchObject({ proven: { event: { LogAttributes: expect.anything() } } });
  }
});
