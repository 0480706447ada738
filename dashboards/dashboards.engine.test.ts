import { type ClickHouseClient } from '@clickhouse/client';

import { type CheckedPanel, dashboardSchema, dashboardsOnDisk, filledIn, panelsOf } from './queriesForTest';
import { startDemo } from '../embedded/demo/process';
import { expandMacros } from '../embedded/grafana/server/query/macros';
import { runQueries } from '../embedded/grafana/server/query/runQueries';
import { type ScratchPipeline, scratchPipeline } from '../embedded/scratchPipeline';
import { granulesRead } from '../queries/granulesForTest';
import { HOSTILE } from '../queries/hostile';

jest.setTimeout(600_000);

const HOUR = 3_600_000;
/** Hours of the demo's story, which reach back to the guessed passwords. */
const STORY_HOURS = 13;

/** Values of the variables as a dashboard opens. */
const AT_FIRST = { service: '*', actor: '*', tenant: '*', objective: '99.5' };

const dashboards = dashboardsOnDisk().map(([name, json]) => ({ name, dashboard: dashboardSchema.parse(json) }));
const panels = dashboards.flatMap(({ name, dashboard }) =>
  panelsOf(dashboard).map((panel) => ({ name, title: panel.title, panel }))
);

/** Panels that have nothing to show on the demo's data, and why. They say so themselves (`noValue`). */
const EMPTY: Record<string, string> = {
  'pipeline: Lag': 'no Kafka',
  'pipeline: Lag in time': 'no Kafka',
  'pipeline: Partitions': 'no Kafka',
  'pipeline: Consumers': 'no Kafka',
  'pipeline: Dead letters': 'all messages of the demo can be read',
  'clickhouse: Queries by dashboard': 'the engine writes no query log',
  'actor: New addresses': 'needs days before the range',
  'actor: Unusual hours': 'needs days before the range',
  'collector: Taken': 'only the running receiver tells of itself',
  'collector: Refused': 'only the running receiver tells of itself',
  'collector: Sent': 'only the running receiver tells of itself',
  'collector: Not sent': 'only the running receiver tells of itself',
  'collector: Queue': 'only the running receiver tells of itself',
  'collector: Memory': 'only the running receiver tells of itself',
  'collector: Processor time': 'only the running receiver tells of itself',
};

/** Panels that have something to show at some moments only. */
const NOW_AND_THEN = ['clickhouse: Merges'];

interface Frame {
  schema: { fields: Array<{ name: string; type: string; labels?: Record<string, string> }> };
  data: { values: unknown[][] };
}

/** The SQL of a dashboard, which names the database `otel`, on the database of a test. */
const moved = (rawSql: string, database: string) =>
  rawSql
    .replaceAll('`otel`.', `\`${database}\`.`)
    .replaceAll("'otel'", `'${database}'`)
    .replaceAll('system.query_log', `\`${database}\`.query_log`);

let story: ScratchPipeline;
let now: number;

beforeAll(async () => {
  story = await scratchPipeline();
  await makeQueryLog(story.client);
  const demo = await startDemo({ otlpUrl: story.otlpUrl, backfillHours: STORY_HOURS, live: false });
  await demo.backfilled;
  await demo.exited;
  // the map waits for spans to be stored
  now = Date.now() + 15_000;
});
afterAll(() => story.close());

/** What of the server's query log the dashboards read. */
const makeQueryLog = (client: ClickHouseClient) =>
  client.command({
    query: `CREATE TABLE query_log (type Enum8('QueryStart' = 1, 'QueryFinish' = 2, 'ExceptionBeforeStart' = 3, 'ExceptionWhileProcessing' = 4),
      event_date Date, event_time DateTime, query_duration_ms UInt64, read_rows UInt64, read_bytes UInt64, memory_usage UInt64, http_user_agent String)
      ENGINE = MergeTree PARTITION BY toYYYYMM(event_date) ORDER BY (event_date, event_time)`,
  });

async function framesOf(
  targets: Array<Pick<CheckedPanel['targets'][number], 'refId' | 'rawSql' | 'format'>>,
  values: Record<string, string> = AT_FIRST
): Promise<Record<string, Frame>> {
  const { body } = await runQueries(
    { client: story.client, dataSourceUid: 'test', signal: new AbortController().signal },
    {
      from: now - STORY_HOURS * HOUR,
      to: now,
      queries: targets.map(({ refId, rawSql, format }) => ({
        refId,
        format,
        rawSql: moved(filledIn(rawSql, values), story.database),
        intervalMs: 300_000,
        hide: false,
      })),
    }
  );
  const { results } = JSON.parse(body) as { results: Record<string, { error?: string; frames: Frame[] }> };
  return Object.fromEntries(
    Object.entries(results).map(([refId, { error, frames }]) => {
      expect(error).toBeUndefined();
      return [refId, frames[0]];
    })
  );
}

const rowsIn = (frame: Frame) => frame.data.values[0]?.length ?? 0;
const column = (frame: Frame, name: string) =>
  frame.data.values[frame.schema.fields.findIndex((field) => field.name === name)];
const overridden = ({ fieldConfig }: CheckedPanel) => fieldConfig.overrides.map(({ matcher }) => matcher.options);

/** Whether frames have the fields that a panel of that type draws. */
const SHAPES: Record<CheckedPanel['type'], (panel: CheckedPanel, frames: Record<string, Frame>) => void> = {
  timeseries: (_, frames) => {
    for (const { schema } of Object.values(frames).filter((frame) => rowsIn(frame) > 0)) {
      expect(schema.fields.filter(({ type }) => type === 'time')).toHaveLength(1);
      expect(schema.fields.slice(1).every(({ type }) => type === 'number')).toBe(true);
      // a series is called by its label alone, or by its column
      for (const { name, labels = {} } of schema.fields.slice(1)) {
        expect([name, Object.keys(labels)]).toEqual([name, name === 'Value' ? ['series'] : []]);
      }
    }
  },
  stat: (_, { A }) => {
    expect(A.schema.fields).toHaveLength(1);
    expect(rowsIn(A)).toBe(1);
  },
  table: (panel, { A }) => {
    expect(A.schema.fields.map(({ name }) => name)).toEqual(overridden(panel));
    for (const { name, type } of A.schema.fields) {
      expect([name, type]).not.toEqual([name, 'other']);
    }
  },
  heatmap: (_, { A }) => {
    if (rowsIn(A) > 0) {
      expect(A.schema.fields.map(({ type }) => type)).toEqual(['time', ...Array<string>(14).fill('number')]);
    }
  },
  nodeGraph: (_, { nodes, edges }) => {
    const ids = column(nodes, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    // an edge that names a node which is not there makes Grafana throw
    expect([...column(edges, 'source'), ...column(edges, 'target')].filter((id) => !ids.includes(id))).toEqual([]);
    for (const name of ['mainstat', 'arc__ok', 'arc__failed']) {
      expect(column(nodes, name).every((value) => typeof value === 'number')).toBe(true);
    }
  },
};

test.each(panels)('$name: $title has on the demo data what its panel draws', async ({ name, title, panel }) => {
  const frames = await framesOf(panel.targets);
  SHAPES[panel.type](panel, frames);
  if (NOW_AND_THEN.includes(`${name}: ${title}`)) {
    return;
  }
  const isEmpty = Object.values(frames).every((frame) => rowsIn(frame) === 0);
  const expected = EMPTY[`${name}: ${title}`];
  expect(isEmpty).toBe(expected !== undefined);
  if (isEmpty) {
    expect(panel.fieldConfig.defaults.noValue || expected).toBeTruthy();
  }
});

test.each(dashboards)('$name: the menus of its variables have values', async ({ dashboard }) => {
  for (const { name, query } of dashboard.templating.list) {
    if (typeof query === 'object') {
      const { A } = await framesOf([{ refId: 'A', format: 1, rawSql: query.rawSql }]);
      expect([name, rowsIn(A) > 1]).toEqual([name, true]);
      expect(A.data.values[0].at(-1)).toBe('(none)');
    }
  }
});

test.each(['service', 'actor', 'tenant'])(
  'the variable %s narrows to the chosen value, whatever it is',
  async (name) => {
    const [{ panel }] = panels.filter(({ panel }) =>
      panel.targets.some(({ rawSql }) => rawSql.includes(`\${${name}:`))
    );
    const field = { service: 'ServiceName', actor: 'Actor', tenant: 'Tenant' }[name];
    const condition = new RegExp(
      `\\(decodeURLComponent\\('\\$\\{${name}:percentencode\\}'\\) = '\\*'[^\\n]*?= ''\\)\\)`
    ).exec(panel.targets[0].rawSql);
    expect(condition).not.toBeNull();
    const values = [...HOSTILE, '(none)', 'x'.repeat(1000), 'a/b', '*x'];
    const found = async (chosen: string) => {
      const text = filledIn(condition![0], { ...AT_FIRST, [name]: chosen });
      const list = values.map((value) => `unhex('${Buffer.from(value).toString('hex')}')`).join(', ');
      return (
        await story.ask<{ value: string }>({
          text: `SELECT ${field} AS value FROM (SELECT arrayJoin([${list}]) AS ${field}) WHERE ${text}`,
        })
      ).map(({ value }) => value);
    };
    for (const value of values.filter((one) => one !== '(none)' && one !== '')) {
      expect(await found(value)).toEqual([value]);
    }
    expect(await found('*')).toEqual(values);
    expect((await found('(none)')).sort()).toEqual(['', '(none)']);
  }
);

test.each(panels)('$name: $title runs with hostile values in its variables', async ({ panel }) => {
  if (!panel.targets.some(({ rawSql }) => rawSql.includes(':percentencode}'))) {
    return;
  }
  for (const value of ["\\' OR 1=1 -- ", '${service} $__timeFilter(x)', '']) {
    const hostile = { service: value, actor: value, tenant: value, objective: value };
    SHAPES[panel.type](panel, await framesOf(panel.targets, hostile));
  }
});

describe('on a month of data', () => {
  let month: ScratchPipeline;

  beforeAll(async () => {
    month = await scratchPipeline();
    await makeQueryLog(month.client);
    for (const insert of [
      `otel_audit_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind) SELECT now64(9) - toIntervalMillisecond(number * 8640), hex(number), hex(number), concat('s', toString(number % 20)), 'n', 'Server'`,
      `otel_audit_metrics (TimeUnix, ServiceName, MetricName, MetricType, Position) SELECT now64(9) - toIntervalMillisecond(number * 8640), 's', concat('m', toString(number % 2)), 'gauge', number`,
      `otel_audit_logs (Timestamp, ServiceName, RecordHash) SELECT now64(9) - toIntervalMillisecond(number * 8640), concat('s', toString(number % 20)), number`,
      `kafka_lag_samples (Time, Source, Signal, Topic, Lag, LagSeconds) SELECT now64(3) - toIntervalMillisecond(number * 8640), 'broker', 'traces', 't', 1, 1`,
      `kafka_consumer_samples (Time, Signal) SELECT now64(3) - toIntervalMillisecond(number * 8640), 'traces'`,
      `otel_audit_dead_letters (Time, Queue, Reason, _offset) SELECT now64(3) - toIntervalMillisecond(number * 8640), 'q', 'r', number`,
      `query_log (type, event_date, event_time) SELECT 'QueryFinish', toDate(event_time), now() - toIntervalMillisecond(number * 8640) AS event_time`,
    ]) {
      await month.client.command({
        query: `INSERT INTO ${insert} FROM numbers(300000) SETTINGS max_partitions_per_insert_block = 100`,
      });
    }
  });
  afterAll(() => month.close());

  /** Share of a table that a query of a quarter of an hour may read: findings compare with 14 days, objectives with 3. */
  const MOST: Record<string, number> = {
    'actor: New addresses': 0.6,
    'actor: Unusual hours': 0.6,
    'slo: Error budgets': 0.25,
  };

  test.each(panels)('$name: $title reads no full table', async ({ name, title, panel }) => {
    const to = Date.now();
    for (const { rawSql } of panel.targets) {
      const text = moved(filledIn(rawSql, AT_FIRST), month.database);
      const expanded = expandMacros(text, { from: to - HOUR / 4, to, intervalMs: 10_000 });
      for (const [table, { read, all }] of Object.entries(await granulesRead(month.client, { text: expanded }))) {
        // some read a table more than once
        if (all >= 10) {
          expect([table, read / all <= (MOST[`${name}: ${title}`] ?? 0.2) * 2]).toEqual([table, true]);
        }
      }
    }
  });
});
