import { ifCounted, mayUseTotals, readsTotals } from './totals';
import { sql } from '../sql';
import { DEFAULT_NAMES, DEFAULT_TABLES, type Signal, type TableMapping } from '../tables';

const HOUR = 3_600_000;
const range = (hours: number) => ({ from: 1_000 * HOUR, to: (1_000 + hours) * HOUR });

test.each<[string, number, string[], boolean]>([
  ['four days', 96, [], true],
  ['a little less: raw answers fast enough, and its percentiles are better', 95.99, [], false],
  ['a quarter', 24 * 90, [], true],
  ['the totals have the service', 120, ['service'], true],
  ['a filter that is being written narrows nothing yet', 120, ['', 'service'], true],
  ['an attribute is only on the spans', 120, ['service', 'resource.deployment.environment.name'], false],
  ['an unknown key from a link', 120, ['constructor'], false],
])('%s', (_, hours, keys, expected) => {
  expect(mayUseTotals(range(hours), keys)).toBe(expected);
});

test.each<[string, Partial<TableMapping>, Signal[], boolean]>([
  ["Girok's own tables", {}, ['traces', 'logs', 'metrics'], true],
  ['a table of spans under another name', { traces: 'spans' }, ['logs', 'traces'], false],
  ['another table that is not asked', { logs: 'records' }, ['traces'], true],
  ['tables of an exporter', { layout: 'exporter', ...DEFAULT_NAMES.exporter }, ['traces'], false],
])('%s', (_, tables, signals, expected) => {
  expect(ifCounted({ ...DEFAULT_TABLES, ...tables }, signals, sql`SELECT 1`) !== undefined).toBe(expected);
});

test.each<[string, string[], boolean]>([
  ['a statement that reads the totals', ['SELECT 1', 'SELECT 1 FROM `otel`.`otel_audit_traces_red` FINAL'], true],
  ['one that reads spans', ['SELECT 1 FROM `otel`.`otel_audit_traces` FINAL'], false],
  ['a service of that name', ["SELECT 1 WHERE ServiceName = 'otel_audit_traces_red'"], false],
])('%s', (_, statements, expected) => {
  expect(readsTotals(statements)).toBe(expected);
});
