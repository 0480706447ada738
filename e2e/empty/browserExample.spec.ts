import { createClient } from '@clickhouse/client';
import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { otlpUrl } from '../otlp';

let example: ChildProcess;
let url: string;

test.beforeAll(async ({ browserName: _ }, info) => {
  example = spawn(process.execPath, ['--import', 'tsx', 'examples/browser/main.ts'], {
    env: { ...process.env, PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl(info) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: example.stdout! }).once('line', resolve)
  );
  url = `http://127.0.0.1:${/\d+$/.exec(line)![0]}`;
});
test.afterAll(() => example.kill('SIGTERM'));

test('what a person does in a page, the request, and the audit event of the server are one trace', async ({
  page,
}, info) => {
  // a try before has left its own
  const order = `ord-e2e-${info.retry}`;
  await page.goto(url);
  await page.getByLabel('Order').fill(order);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(`Order ${order} is deleted.`)).toBeVisible();

  const client = createClient({ url: String(info.project.metadata.clickhouseUrl), database: 'otel' });
  const rows = async () => {
    const result = await client.query({
      query: `SELECT s.ServiceName AS service, s.SpanKind AS kind, p.SpanName AS parent, e.Body AS event
        FROM otel_audit_traces AS s
        LEFT JOIN otel_audit_traces AS p ON p.TraceId = s.TraceId AND p.SpanId = s.ParentSpanId
        LEFT JOIN otel_audit_logs AS e ON e.TraceId = s.TraceId AND e.SpanId = s.SpanId
        WHERE s.TraceId IN (SELECT TraceId FROM otel_audit_traces WHERE SpanAttributes['app.order.id'] = '${order}')
        -- a browser's clock has milliseconds: parent and child can begin in the same one
        ORDER BY indexOf(['Internal', 'Client', 'Server'], s.SpanKind)`,
      format: 'JSONEachRow',
    });
    return result.json();
  };
  await expect.poll(rows, { timeout: 30_000 }).toEqual([
    { service: 'orders-page', kind: 'Internal', parent: '', event: '' },
    { service: 'orders-page', kind: 'Client', parent: 'delete order', event: '' },
    { service: 'orders', kind: 'Server', parent: 'HTTP DELETE', event: `olga deleted order ${order}` },
  ]);
  await client.close();
});
