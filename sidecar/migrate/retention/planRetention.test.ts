import { planMigrations } from '../plan';
import { entry, file, planInput, whole } from '../planForTest';

const FILE = file(
  '20260101000000_t',
  'CREATE TABLE IF NOT EXISTS {{database:Identifier}}.t (a DateTime) ENGINE = MergeTree ORDER BY a\nTTL toDateTime(a) + INTERVAL {{logs_retention:Interval}} SETTINGS ttl_only_drop_parts = 1'
);
const APPLIED = entry(FILE.id, 1, 'done', { templateHash: FILE.hash });
const ID = 'retention t';

function plan(ttl: string, wanted: string, journal = [APPLIED], settings = '') {
  const engineFull = `MergeTree ORDER BY a ${ttl} SETTINGS ttl_only_drop_parts = 1${settings}`;
  const live = [{ name: 't', engine: 'MergeTree', engineFull, create: '' }];
  return planMigrations(planInput({ files: [FILE], journal, live, variables: { logs_retention: wanted } })).retention;
}

const SEVEN_YEARS = 'TTL toDateTime(a) + toIntervalYear(7)';

test('a table that keeps its rows as configured is left alone', () => {
  expect(plan(SEVEN_YEARS, '7 YEAR')).toMatchObject([{ table: 't', setting: 'logs_retention', statements: [] }]);
});

test.each([
  ['longer: rows stay', '8 YEAR', 'mutation'],
  ['shorter: rows go', '1 YEAR', 'destructive'],
])('%s', (_, wanted, effect) => {
  const [{ statements }] = plan(SEVEN_YEARS, wanted);
  expect(statements.map(({ sql }) => sql)).toEqual([
    'ALTER TABLE `d`.`t` MODIFY SETTING materialize_ttl_recalculate_only = 1',
    `ALTER TABLE \`d\`.\`t\` MODIFY TTL toDateTime(a) + INTERVAL ${wanted}`,
    'ALTER TABLE `d`.`t` RESET SETTING materialize_ttl_recalculate_only',
  ]);
  expect(statements.map(({ effect: of }) => of)).toEqual(['metadata', effect, 'metadata']);
});

test('on a cluster every server is told', () => {
  const live = [{ name: 't', engine: 'MergeTree', engineFull: `MergeTree ORDER BY a ${SEVEN_YEARS}`, create: '' }];
  const variables = { logs_retention: '8 YEAR', cluster: 'main' };
  const [{ statements }] = planMigrations(planInput({ files: [FILE], journal: [APPLIED], live, variables })).retention;
  statements.forEach(({ sql }) => expect(sql).toMatch(/^ALTER TABLE `d`\.`t` ON CLUSTER 'main' /));
});

test('a table that kept its rows for ever deletes some when it gets a TTL', () => {
  expect(plan('', '7 YEAR')).toMatchObject([{ before: undefined, deletes: true }]);
});

test('a TTL of another form is of somebody who knows why: it is left alone and said', () => {
  const tiered = "TTL toDateTime(a) + toIntervalDay(30) TO VOLUME 'cold', toDateTime(a) + toIntervalYear(7)";
  expect(plan(tiered, '1 YEAR')).toMatchObject([{ ownTtl: tiered.slice(4), statements: [] }]);
});

test.each([
  ['the journal has no end of it', [APPLIED, whole(ID, 'started')], ''],
  ['the setting is still there', [APPLIED], ', materialize_ttl_recalculate_only = 1'],
])('a change that was cut off is finished: %s', (_, journal, settings) => {
  const [{ statements }] = plan(SEVEN_YEARS, '7 YEAR', journal, settings);
  expect(statements.map(({ sql }) => sql)).toEqual([
    expect.stringContaining('MODIFY SETTING'),
    'ALTER TABLE `d`.`t` MATERIALIZE TTL',
    expect.stringContaining('RESET SETTING'),
  ]);
});

test('a table that is still to be made has nothing to change', () => {
  const files = [FILE];
  expect(planMigrations(planInput({ files, variables: { logs_retention: '1 YEAR' } })).retention).toEqual([]);
});
