import { type Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';

import { startBrowser } from './browser';
import { type UiResults, uiReport } from './results';
import { scroll, type Scrolled } from './scroll';
import { queriesAsked } from '../../e2e/queriesAsked';
import { newTraceId, type SentSpan, spanIdOf, traceBody } from '../../e2e/traceBody';
import { sendLogRecords } from '../../embedded/demo/logRecords';
import { EmbeddedSystem } from '../../embedded/system';

// `npm run bench:ui`: the built plugin in the embedded page, in a real browser. Results into bench/results/ui.json;
// docs/benchmarks.md shows them. Counts of queries are also asserted by e2e/demo/queries.spec.ts.
const RESULTS = path.join(__dirname, '../results/ui.json');
const APP = '/a/girok-telemetry-app';
const EVENTS = 10_000;
const TRACES = [10_000, 50_000];
const SCROLL_SECONDS = 20;
/** Spans of one request: the receiver takes 20 MiB. */
const BATCH = 5000;
const SERVICES = ['gateway', 'checkout', 'payments', 'payments-db', 'mailer'];

async function main(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const ports = { port: 0, clickhousePort: 0, otlpPort: 0 };
  const system = new EmbeddedSystem(
    { ...ports, dataDir, reset: true, demo: false, open: false, help: false },
    () => {}
  );
  try {
    for (const { title, run } of system.steps) {
      say(title);
      await run(() => {});
    }
    const { receiver } = (await system.health()).parts;
    if (!receiver?.detail) {
      throw new Error('The receiver does not say where it listens');
    }
    const otlpUrl = receiver.detail.split(' ')[0];
    await sendLogRecords({ otlpUrl, count: EVENTS });
    const traces = await Promise.all(TRACES.map((count) => sendLargeTrace(otlpUrl, count)));
    const browser = await startBrowser();
    try {
      const page = await browser.newPage({
        baseURL: system.url,
        locale: 'en-US',
        viewport: { width: 1440, height: 900 },
      });
      const results: UiResults = {
        command: 'npm run bench:ui',
        date: new Date().toISOString(),
        machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`,
        browser: `Chromium ${browser.version()}`,
        queriesAtFirstPaint: await countQueries(page, traces[0]),
        scrolled: await scrollAll(page, traces),
      };
      await writeFile(RESULTS, JSON.stringify(results, null, 2) + '\n');
      process.stdout.write(uiReport(results));
    } finally {
      await browser.close();
    }
  } finally {
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function countQueries(page: Page, trace: string): Promise<Record<string, number>> {
  const addresses = { Overview: 'overview', 'Audit logs': 'audit', Traces: 'traces', Trace: `traces/${trace}` };
  const counts: Record<string, number> = {};
  const queries = queriesAsked(page);
  for (const [name, address] of Object.entries(addresses)) {
    queries.asked.length = 0;
    await page.goto(`${APP}/${address}?from=now-3h&to=now`);
    await page.waitForLoadState('networkidle');
    counts[name] = queries.asked.length;
    say(`${name}: ${queries.asked.join(', ')}`);
  }
  return counts;
}

async function scrollAll(page: Page, traces: string[]): Promise<Record<string, Scrolled>> {
  const scrolled: Record<string, Scrolled> = {};
  await page.goto(`${APP}/audit?from=now-3h&to=now`);
  const events = page.getByRole('region', { name: 'Audit events' }).getByRole('listitem');
  await events.first().waitFor();
  await page.waitForLoadState('networkidle');
  const listed = Number(await events.first().getAttribute('aria-setsize'));
  scrolled[`the newest of ${EVENTS.toLocaleString('en-US')} audit events`] = await scroll(
    events.first(),
    listed,
    SCROLL_SECONDS
  );
  for (const [i, trace] of traces.entries()) {
    await page.goto(`${APP}/traces/${trace}`);
    const spans = page.getByRole('tree').getByRole('treeitem');
    await spans.first().waitFor({ timeout: 120_000 });
    await page.waitForLoadState('networkidle');
    scrolled[`a trace of ${TRACES[i].toLocaleString('en-US')} spans`] = await scroll(
      spans.first(),
      TRACES[i],
      SCROLL_SECONDS
    );
    say(`a trace of ${TRACES[i]} spans`);
  }
  return scrolled;
}

/** A tree of ten children each, of five services, within ten seconds that ended a minute ago. */
async function sendLargeTrace(otlpUrl: string, count: number): Promise<string> {
  const traceId = newTraceId();
  const start = Date.now() - 70_000;
  const spans = Array.from({ length: count }, (_, i): SentSpan => {
    const from = (i / count) * 9000;
    return {
      id: spanIdOf(i + 1),
      parent: i === 0 ? undefined : spanIdOf(Math.floor((i - 1) / 10) + 1),
      service: SERVICES[i % SERVICES.length],
      name: `step ${i % 97}`,
      from,
      to: i === 0 ? 10_000 : from + 1 + (i % 50) * 10,
      error: i % 200 === 0 && i > 0 ? 'timeout' : undefined,
      attributes: { 'http.route': `/orders/${i % 31}`, 'thread.id': String(i % 16) },
    };
  });
  for (let at = 0; at < count; at += BATCH) {
    const response = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(traceBody(traceId, start, spans.slice(at, at + BATCH))),
    });
    if (response.status !== 200) {
      throw new Error(`The receiver answers ${response.status}: ${await response.text()}`);
    }
  }
  return traceId;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
