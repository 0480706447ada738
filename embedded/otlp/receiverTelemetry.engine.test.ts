import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { testUrl } from '../clickhouse/testClient';
import { eventually } from '../clickhouse/testEngine';
import { freePorts } from '../freePorts';
import { type ScratchPipeline, scratchPipeline } from '../scratchPipeline';

const OWN = `ServiceName = 'girok-otlp-receiver'`;

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline.close());

test('spans, counts and warnings of the receiver go through itself, and of these it tells nothing', async () => {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const receiver = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, 'observedReceiverForTest.ts'), testUrl(), pipeline.database, String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  );
  await once(receiver.stdout, 'data');
  const send = (body: string) =>
    fetch(`${url}/v1/logs`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).then(
      ({ status }) => status
    );
  const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: 'hello' } };

  const twoRecords = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record, record] }] }] });
  expect(await send(twoRecords)).toBe(200);
  expect(await send('{"resourceLogs":[{"secret-of-the-sender"')).toBe(400);
  const spans = () =>
    pipeline.ask<{ name: string; status: string }>({
      text: `SELECT SpanName AS name, SpanAttributes['http.response.status_code'] AS status
        FROM otel_audit_traces WHERE ${OWN} ORDER BY Timestamp`,
    });
  const [taken, refused] = ['200', '400'].map((status) => ({ name: 'POST /v1/logs', status }));
  await eventually(async () => expect(await spans()).toEqual([taken, refused]));
  // had the message of these spans a span of its own, that one would come with the next
  expect(await send(twoRecords)).toBe(200);
  await eventually(async () => expect((await spans()).at(-1)).toEqual(taken));
  receiver.kill('SIGTERM');
  expect(await once(receiver, 'exit')).toEqual([0, null]);

  expect(await spans()).toEqual([taken, refused, taken]);
  const warnings = await pipeline.ask<{ severity: string; body: string; route: string }>({
    text: `SELECT SeverityText AS severity, Body AS body, LogAttributes['route'] AS route FROM otel_audit_logs WHERE ${OWN}`,
  });
  expect(warnings).toEqual([{ severity: 'WARN', body: expect.stringMatching(/JSON/), route: '/v1/logs' }]);
  expect(JSON.stringify(warnings)).not.toContain('secret-of-the-sender');
  // of the sender, and its own warning
  expect(
    await pipeline.ask({
      text: `SELECT max(Value) AS records FROM otel_audit_metrics
        WHERE ${OWN} AND MetricName = 'otelcol_receiver_accepted_log_records' AND MetricUnit = '{record}'`,
    })
  ).toEqual([{ records: 4 + 1 }]);
});
