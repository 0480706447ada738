import {
  copyToExporterTables,
  createExporterTables,
  dropExporterTables,
  type ExporterVersion,
} from '../../embedded/exporter/tables';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { Corpus } from '../../migrations/corpus';
import { HOSTILE } from '../hostile';
import { DEFAULT_TABLES, type Layout, type TableMapping } from '../tables';
import { otlpJson, type OtlpTraces } from './otlpJson';
import { spanInFull } from './spanInFull';
import { DOWNLOAD_BATCH, traceDownload, traceSearch, traceSpan, traceSpans } from './trace';
import { type Sql } from '../sql';

/** Yesterday, in ns: times of long ago would be replaced. */
const BASE = BigInt(Date.now() - 86_400_000) * 1_000_000n;
const HOSTILE_TRACE = '0af7651916cd43dd8448eb211c80319c';
const LONG_TRACE = '1bf7651916cd43dd8448eb211c80319c';
const text = (value: string) => ({ stringValue: value });
const spanId = (n: number) => n.toString(16).padStart(16, '0');

interface Row {
  id: string;
  parent: string;
  start: string;
  duration: number;
  service: string;
  name: string;
  kind: string;
  message: string;
  error: number;
  events: number;
  links: number;
}

let pipeline: ScratchPipeline;
let girok: TableMapping;

async function send(body: object) {
  const response = await fetch(`${pipeline.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const ask = <T = Record<string, unknown>>(query: Pick<Sql, 'text'>) => pipeline.ask<T>(query);

/** One span a hostile text, 1 ms apart, the text in every place; each is the child of the one before it. */
const hostileSpans = HOSTILE.map((value, i) => ({
  resource: {
    attributes: [
      { key: 'service.name', value: text(`svc ${value}`) },
      { key: `r ${value}`, value: text(value) },
    ],
  },
  scopeSpans: [
    {
      scope: { name: value, version: value },
      spans: [
        {
          traceId: HOSTILE_TRACE,
          spanId: spanId(i + 1),
          parentSpanId: i === 0 ? '' : spanId(i),
          name: value,
          kind: 1 + (i % 5),
          startTimeUnixNano: String(BASE + BigInt(i) * 1_000_000n + 7n),
          endTimeUnixNano: String(BASE + BigInt(i) * 1_000_000n + 1007n),
          attributes: [{ key: `key ${value}`, value: text(`needle${i} ${value}`) }],
          events: [{ timeUnixNano: String(BASE + 5n), name: value, attributes: [{ key: value, value: text(value) }] }],
          links: [{ traceId: LONG_TRACE, spanId: spanId(9), attributes: [{ key: value, value: text(value) }] }],
          status: { code: i % 2 ? 2 : 0, message: value },
        },
      ],
    },
  ],
}));

/** Two hours long: its spans lie in three hours of the primary key. */
const longSpans = [0, 3_600, 7_199].map((second, i) => ({
  traceId: LONG_TRACE,
  spanId: spanId(i + 1),
  name: `step ${i}`,
  kind: 1,
  startTimeUnixNano: String(BASE + BigInt(second) * 1_000_000_000n + 999_999_999n),
  endTimeUnixNano: String(BASE + BigInt(second) * 1_000_000_000n + 999_999_999n),
}));

beforeAll(async () => {
  pipeline = await scratchPipeline();
  girok = { ...DEFAULT_TABLES, database: pipeline.database };
  await send({ resourceSpans: hostileSpans });
  await send({ resourceSpans: [{ scopeSpans: [{ spans: longSpans }] }] });
  // the same message once more, as Kafka may deliver it
  await send({ resourceSpans: [{ scopeSpans: [{ spans: longSpans }] }] });
});
afterAll(() => pipeline.close());

const expectedHostile = HOSTILE.map((value, i) => ({
  id: spanId(i + 1),
  parent: i === 0 ? '' : spanId(i),
  start: String(BASE + BigInt(i) * 1_000_000n + 7n),
  duration: 1000,
  service: `svc ${value}`,
  name: value,
  kind: ['Internal', 'Server', 'Client', 'Producer', 'Consumer'][i % 5],
  message: value,
  error: i % 2,
  events: 1,
  links: 1,
}));

describe('in Girok’s tables', () => {
  test('the spans of a trace come in order, to the nanosecond, with their texts as they were sent', async () => {
    expect(await ask<Row>(traceSpans(girok, HOSTILE_TRACE))).toMatchObject(expectedHostile);
  });

  test('a trace that runs for hours is whole, and what was delivered twice counts once', async () => {
    const rows = await ask<Row>(traceSpans(girok, LONG_TRACE));
    expect(rows.map(({ name }) => name)).toEqual(['step 0', 'step 1', 'step 2']);
  });

  test('one row more than the limit tells that there are more', async () => {
    const rows = await ask<Row>(traceSpans(girok, HOSTILE_TRACE, 3));
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 4].map(spanId));
  });

  test.each([...HOSTILE, 'f'.repeat(32)])('the id %j finds nothing and breaks nothing', async (id) => {
    expect(await ask(traceSpans(girok, id))).toEqual([]);
    expect(await ask(traceSpan(girok, HOSTILE_TRACE, id))).toEqual([]);
  });

  test('one span in full', async () => {
    for (const [i, value] of HOSTILE.entries()) {
      const [row] = await ask(traceSpan(girok, HOSTILE_TRACE, spanId(i + 1)));
      expect(spanInFull(row)).toMatchObject({
        service: `svc ${value}`,
        attributes: [[`key ${value}`, `needle${i} ${value}`]],
        resource: {
          attributes: [
            ['service.name', `svc ${value}`],
            [`r ${value}`, value],
          ],
        },
        scope: { name: value, version: value },
        events: [{ time: String(BASE + 5n), name: value, attributes: [[value, value]] }],
        links: [{ traceId: LONG_TRACE, spanId: spanId(9), attributes: [[value, value]] }],
      });
    }
  });

  test.each(HOSTILE.map((value, i) => [value, i] as const))(
    'the search finds the attribute with %j',
    async (value, i) => {
      const found = await ask<{ id: string }>(traceSearch(girok, HOSTILE_TRACE, `needle${i} ${value}`));
      expect(found.map(({ id }) => id)).toContain(spanId(i + 1));
      expect(await ask(traceSearch(girok, LONG_TRACE, `needle${i}`))).toEqual([]);
    }
  );
});

/** What a span row says, without what tells one delivery from another. Maps as pairs: the order and doubled keys count. */
const PAIRS = "'Array(Tuple(String, String))'";
const STORED = (
  database: string,
  ids: string
) => `SELECT * EXCEPT (TraceId, _topic, _partition, _offset, IngestTime, Copy)
  REPLACE (CAST(SpanAttributes, ${PAIRS}) AS SpanAttributes, CAST(ResourceAttributes, ${PAIRS}) AS ResourceAttributes,
    CAST(ScopeAttributes, ${PAIRS}) AS ScopeAttributes, arrayMap(m -> CAST(m, ${PAIRS}), Events.Attributes) AS \`Events.Attributes\`,
    arrayMap(m -> CAST(m, ${PAIRS}), Links.Attributes) AS \`Links.Attributes\`)
  FROM ${database}.otel_audit_traces FINAL WHERE TraceId IN (${ids}) ORDER BY TraceId, Timestamp, SpanId, SpanName`;

async function download(traceId: string): Promise<OtlpTraces> {
  return otlpJson(traceId, (await ask(traceDownload(girok, traceId, 0))).map(spanInFull));
}

describe('the download', () => {
  /** Sent to a database of its own, so that the same ids can be compared. */
  async function storedElsewhere(bodies: OtlpTraces[], ids: string): Promise<unknown[]> {
    const other = await scratchPipeline();
    try {
      const response = await fetch(`${other.otlpUrl}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: bodies.flatMap(({ resourceSpans }) => resourceSpans) }),
      });
      expect(response.status).toBe(200);
      return await ask({ text: STORED(other.database, ids) });
    } finally {
      await other.close();
    }
  }

  test('read back by the receiver it is the same trace, in every column', async () => {
    const body = await download(HOSTILE_TRACE);
    expect(body.resourceSpans).toHaveLength(HOSTILE.length);
    const ids = `'${HOSTILE_TRACE}'`;
    const stored = await ask({ text: STORED(girok.database, ids) });
    expect(stored).toHaveLength(HOSTILE.length);
    expect(await storedElsewhere([body], ids)).toEqual(stored);
  });

  test('so are traces with every kind of value, absent fields included', async () => {
    const corpus = new Corpus(7, Number(BASE / 1_000_000n));
    for (let i = 0; i < 5; i++) {
      await send(corpus.traces());
    }
    const traces = await ask<{ TraceId: string }>({
      text: `SELECT DISTINCT TraceId FROM otel_audit_traces WHERE length(TraceId) = 32 AND TraceId NOT IN ('${HOSTILE_TRACE}', '${LONG_TRACE}')
        AND startsWith(SpanName, 'span ') ORDER BY TraceId LIMIT 30`,
    });
    expect(traces.length).toBeGreaterThan(5);
    const ids = traces.map(({ TraceId }) => `'${TraceId}'`).join(', ');
    const bodies: OtlpTraces[] = [];
    for (const { TraceId } of traces) {
      bodies.push(await download(TraceId));
    }
    expect(await storedElsewhere(bodies, ids)).toEqual(await ask({ text: STORED(girok.database, ids) }));
  });

  test('spans of one resource and scope stand together', async () => {
    const body = await download(LONG_TRACE);
    expect(body.resourceSpans).toHaveLength(1);
    expect(body.resourceSpans[0].scopeSpans.map(({ spans }) => spans.length)).toEqual([3]);
  });

  test('batches follow on each other', async () => {
    expect(await ask(traceDownload(girok, LONG_TRACE, 1))).toEqual([]);
    expect(traceDownload(girok, LONG_TRACE, 2).text).toContain(`LIMIT ${2 * DOWNLOAD_BATCH}, ${DOWNLOAD_BATCH}`);
  });
});

describe.each<[ExporterVersion, Layout]>([
  ['newer', 'exporter'],
  ['classic', 'exporter-classic'],
])('in tables of the %s exporter', (version, layout) => {
  test('the same trace reads the same', async () => {
    const tables: TableMapping = {
      ...girok,
      layout,
      logs: 'otel_logs',
      traces: 'otel_traces',
      metrics: 'otel_metrics',
    };
    await dropExporterTables(pipeline.client, girok.database);
    await createExporterTables(pipeline.client, girok.database, version);
    await copyToExporterTables(pipeline.client, girok.database);
    expect(await ask<Row>(traceSpans(tables, HOSTILE_TRACE))).toMatchObject(expectedHostile);
    expect(await ask(traceSearch(tables, HOSTILE_TRACE, 'needle3'))).toEqual([{ id: spanId(4) }]);
    const full = async (from: TableMapping) => (await ask(traceDownload(from, HOSTILE_TRACE, 0))).map(spanInFull);
    expect(await full(tables)).toEqual((await full(girok)).map((span) => ({ ...span, flags: 0 })));
  });
});

test('a trace of a year of spans reads its own granules only', async () => {
  // 400,000 spans over 80 days in one table: 4 months, 49 granules or more
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, Duration)
      SELECT now64(9) - toIntervalSecond(number * 17 + 86400), lower(hex(MD5(toString(intDiv(number, 4))))), lower(hex(sipHash64(number))), concat('s', toString(number % 20)), 'op', 1 FROM numbers(400000)
      SETTINGS max_partitions_per_insert_block = 1000`,
  });
  const [{ id }] = await ask<{ id: string }>({ text: `SELECT lower(hex(MD5('50000'))) AS id` });
  expect(await ask(traceSpans(girok, id))).toHaveLength(4);
  for (const query of [
    traceSpans(girok, id),
    traceSpan(girok, id, 'x'),
    traceSearch(girok, id, 'x'),
    traceDownload(girok, id, 0),
  ]) {
    const result = await pipeline.client.query({ query: `EXPLAIN indexes = 1 ${query.text}`, format: 'JSONEachRow' });
    const plan = (await result.json<{ explain: string }>()).map(({ explain }) => explain);
    const granules = plan.map((line) => /Granules: (\d+)\/(\d+)/.exec(line)).filter((match) => match !== null);
    expect(Number(granules[0]?.[2])).toBeGreaterThan(40);
    expect(Number(granules.at(-1)?.[1])).toBeLessThanOrEqual(2);
  }
});
