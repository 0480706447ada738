import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { where } from '../filters';
import { granulesRead } from '../granulesForTest';
import { type Sql, sql } from '../sql';
import { DEFAULT_TABLES } from '../tables';
import { auditActors } from './actors';
import { auditEvent, auditEvents, auditTotals, auditVolume, auditVolumeBefore, type AuditScope } from './audit';
import { attributeBreakdown, fieldBreakdown } from './breakdown';
import { AUDIT_FIELDS } from './fields';
import { failedLoginBursts } from './findings/failedLogins';
import { newSources } from './findings/newSources';
import { quietServices } from './findings/quietServices';
import { unusualHours } from './findings/unusualHours';
import { auditNeighbours } from './neighbours';
import { auditEventsPage, auditTail } from './pages';
import { auditPatterns } from './patterns';

const HOUR = 3_600_000;
const now = Date.now();
/** An hour from noon on, forty days ago, in a year of events: the key has the day in it, and midnight would make it two. */
const from = Math.floor(now / (24 * HOUR)) * 24 * HOUR - (40 * 24 - 12) * HOUR;
const range = { from, to: from + HOUR };
const event = { nanoseconds: BigInt(from) * 1_000_000n, hash: 7n };

let pipeline: ScratchPipeline;

beforeAll(async () => {
  pipeline = await scratchPipeline();
  // 600,000 events over 365 days, straight into the table: 13 partitions, about 300 granules, each a little more than a day
  await pipeline.client.command({
    query: `INSERT INTO otel_audit_logs (Timestamp, Body, LogAttributes, RecordHash)
      SELECT now64(9) - toIntervalMillisecond(number * 52500), 'x',
        map('audit.actor.id', concat('u', toString(number % 500)), 'audit.target.id', concat('t', toString(number))), number FROM numbers(600000)
      SETTINGS max_partitions_per_insert_block = 1000`,
  });
  await pipeline.client.command({ query: 'OPTIMIZE TABLE otel_audit_logs FINAL' });
});
afterAll(() => pipeline.close());

/** Granules of the log table that a query would read, over all its reads, and those that the table has. */
async function ofLogs(query: Sql): Promise<{ read: number; all: number }> {
  const tables = await granulesRead(pipeline.client, query);
  return tables[`${pipeline.database}.otel_audit_logs`];
}

/** Each builder and the most granules that it may read: two for each day that it has to look at, by range. */
const BUILDERS: Array<[string, (scope: AuditScope) => Sql, number]> = [
  ['auditVolume', (scope) => auditVolume(scope, 'outcome', 60), 2],
  ['auditVolumeBefore', (scope) => auditVolumeBefore(scope, 60), 2],
  ['auditTotals', auditTotals, 2],
  ['auditEvents', (scope) => auditEvents(scope, 100), 2],
  ['auditEvent', ({ tables }) => auditEvent(tables, event.nanoseconds, event.hash), 2],
  ['auditEventsPage', (scope) => auditEventsPage(scope, 100, event), 2],
  ['auditTail', (scope) => auditTail(scope, now - 5000, 100), 2],
  ['auditNeighbours', ({ tables }) => auditNeighbours({ tables, ...event, each: 5 }), 4],
  // a day back and a day ahead, each of them in two days
  ['auditNeighbours of one actor', ({ tables }) => auditNeighbours({ tables, ...event, each: 5, actor: 'u7' }), 8],
  ['fieldBreakdown', fieldBreakdown, 2],
  ['attributeBreakdown', attributeBreakdown, 2],
  ['auditPatterns', auditPatterns, 2],
  ['auditActors', auditActors, 2],
  ['failedLoginBursts', failedLoginBursts, 2],
  ['quietServices', quietServices, 2],
  // these learn from fourteen days before the range
  ['newSources', newSources, 14],
  ['unusualHours', unusualHours, 14],
];

test.each(BUILDERS)('%s reads only its share of a year of events', async (_, builder, most) => {
  const tables = { ...DEFAULT_TABLES, database: pipeline.database };
  const { read, all } = await ofLogs(builder({ tables, range, where: sql`1` }));
  expect(all).toBeGreaterThan(280);
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThanOrEqual(most);
});

test('an index finds the one granule of a target in a year, and its neighbours are not read', async () => {
  const tables = { ...DEFAULT_TABLES, database: pipeline.database };
  const year = { from: now - 365 * 24 * HOUR, to: now };
  const filter = where([{ key: 'target', operator: '=', value: 't300000' }], AUDIT_FIELDS);
  const { read, all } = await ofLogs(auditEvents({ tables, range: year, where: filter }, 100));
  expect(all).toBeGreaterThan(280);
  expect(read).toBe(1);
});
