import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Block, blocksOf } from './blocks';
import { runBlock } from './runBlock';
import { testUrl } from '../embedded/clickhouse/testClient';
import { freePorts } from '../embedded/freePorts';
import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';
import {
  hasOpenssl,
  type TimeStampAuthority,
  timeStampAuthority,
} from '../sidecar/seal/anchors/timeStampAuthorityForTest';
import { fill, HOUR, manyRows } from '../sidecar/seal/sealedForTest';

let pipeline: ScratchPipeline;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'girok-docs-'));
  pipeline = await scratchPipeline();
});
afterAll(async () => {
  await pipeline.close();
  await rm(folder, { recursive: true });
});

/** The block of a page that this test executes and that contains the words. */
function block(page: string, words: string): Block {
  const found = blocksOf(page).filter(
    ({ runBy, text }) => runBy === 'docs/commands.engine.test.ts' && text.includes(words)
  );
  expect(found).toHaveLength(1);
  return found[0];
}

const settings = () => ({ GIROK_CLICKHOUSE_URL: testUrl(), GIROK_DATABASE: pipeline.database });

test('docs/sidecar.md: the sidecar starts and is ready', async () => {
  const [port] = await freePorts(1);
  const answers: Array<Promise<Response>> = [];
  const { output } = await runBlock(block('docs/sidecar.md', 'girok serve'), {
    here: {
      'http://clickhouse:8123': testUrl(),
      ' GIROK_CLICKHOUSE_USER=sidecar GIROK_CLICKHOUSE_PASSWORD=…': '',
      '--serve-host 0.0.0.0': '--serve-host 127.0.0.1',
    },
    environment: { ...settings(), GIROK_QUEUES: 'null', GIROK_SERVE_PORT: String(port) },
    onOutput: (soFar, end) => {
      if (answers.length === 0 && soFar.includes('Server listening at')) {
        answers.push(fetch(`http://127.0.0.1:${port}/readyz`).finally(end));
      }
    },
  });
  const [ready] = await Promise.all(answers);
  expect([ready?.status, output]).toEqual([200, expect.stringContaining('SIGTERM: no new requests')]);
});

test('docs/start.md: an event is sent with curl, and is an audit event', async () => {
  const { code, output } = await runBlock(block('docs/start.md', 'curl'), {
    here: { 'http://127.0.0.1:4318': pipeline.otlpUrl },
  });
  expect([code, output]).toEqual([0, expect.anything()]);
  expect(
    await pipeline.ask({
      text: `SELECT ServiceName, EventName, Actor, Action, Target, Outcome FROM otel_audit_logs
        WHERE Timestamp > now() - INTERVAL 1 HOUR`,
    })
  ).toEqual([
    {
      ...{ ServiceName: 'billing', EventName: 'invoice.export', Actor: 'mina' },
      ...{ Action: 'EXPORT', Target: 'invoice-42', Outcome: 'success' },
    },
  ]);
});

(hasOpenssl() ? describe : describe.skip)('docs/compliance.md', () => {
  let authority: TimeStampAuthority;
  beforeAll(async () => {
    authority = await timeStampAuthority();
  });
  afterAll(() => authority?.close());

  const anchors = () => ({
    GIROK_ANCHOR_TSA: authority.url,
    GIROK_ANCHOR_TSA_ROOTS: path.join(authority.folder, 'root.pem'),
  });

  test('seals are made, verified, proven and continued with another key, and an old month goes', async () => {
    const { client } = pipeline;
    const before = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR;
    await client.command({ query: 'SYSTEM STOP TTL MERGES otel_audit_logs' });
    await fill(client, manyRows(60, 60, before));
    const old = new Date(Date.now() - 8.5 * 365 * 24 * HOUR);
    await client.command({
      query: `INSERT INTO otel_audit_logs (Timestamp, Body, LogAttributes, RecordHash, IngestTime) VALUES
        (fromUnixTimestamp64Milli(${old.getTime()}), 'old', map('audit.record.id', 'old'), 1, fromUnixTimestamp64Milli(${before}))`,
    });
    execFileSync('git', ['init', '--quiet', path.join(folder, 'anchors')]);
    const { code, output } = await runBlock(block('docs/compliance.md', 'girok seal keygen'), {
      here: {
        '/etc/girok': folder,
        '/mnt/worm': folder,
        '/srv/anchors': path.join(folder, 'anchors'),
        'RECORD-ID': 'r-1',
        '201911': old.toISOString().slice(0, 7).replace('-', ''),
      },
      environment: { ...settings(), ...anchors() },
    });
    // the event that was sent just now is in no window yet
    expect(output).toMatch(/\d+ seals? over 61 rows/);
    expect(output).toContain('PROVEN. This event came between');
    expect(output).toContain('was recorded as expired and dropped');
    expect(output).toContain('From the next seal on the key');
    expect(output).not.toContain('NOT ');
    expect(code).toBe(0);
  });

  test('OpenSSL checks the time stamp without girok', async () => {
    const [{ seq }] = await pipeline.ask<{ seq: number }>({
      text: "SELECT max(HeadSeq) AS seq FROM audit_anchors WHERE Kind = 'rfc3161'",
    });
    // ClickHouse's own client is not a package of npm: what it would send is sent over HTTP
    const client = `clickhouse-client() { curl --silent --fail --data-binary "$2" '${testUrl()}'; }\n`;
    const shown = block('docs/compliance.md', 'openssl ts');
    const { code, output } = await runBlock(
      { ...shown, text: client + shown.text },
      {
        here: {
          'otel.audit_anchors': `${pipeline.database}.audit_anchors`,
          'HeadSeq = 57': `HeadSeq = ${seq}`,
          'roots.pem': path.join(authority.folder, 'root.pem'),
        },
      }
    );
    expect(output).toContain('Verification: OK');
    expect(code).toBe(0);
  });
});
