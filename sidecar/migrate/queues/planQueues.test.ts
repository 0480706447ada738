import { planMigrations } from '../plan';
import { entry, file, planInput, whole } from '../planForTest';
import { type QueuePlan } from './planQueues';

const TEMPLATE = `
-- a comment
DROP TABLE IF EXISTS {{database:Identifier}}.q SYNC;
CREATE TABLE {{database:Identifier}}.q (message String) ENGINE = Null;
DROP VIEW IF EXISTS {{database:Identifier}}.v SYNC;
CREATE MATERIALIZED VIEW {{database:Identifier}}.v TO {{database:Identifier}}.t AS SELECT message FROM {{database:Identifier}}.q;
-- @if queues = kafka
ALTER NAMED COLLECTION c SET kafka_sasl_password = {{kafka_password:Secret}};
DROP TABLE IF EXISTS {{database:Identifier}}.q SYNC;
CREATE TABLE {{database:Identifier}}.q (message String) ENGINE = Kafka(c)
SETTINGS kafka_group_name = {{group:String}}, kafka_max_block_size = {{block:UInt}};
-- @end
`;
const UNIT = { queue: 'q', template: TEMPLATE };
const VARIABLES = { queues: 'kafka', group: 'g', block: 10, kafka_password: 'hunter2' };
const KAFKA_QUEUE = {
  name: 'q',
  engine: 'Kafka',
  engineFull: '',
  create: "CREATE TABLE d.q (`message` String) ENGINE = Kafka(c) SETTINGS kafka_group_name = 'g'",
};

function plan(given: Parameters<typeof planInput>[0]): QueuePlan {
  return planMigrations(planInput({ units: [UNIT], variables: VARIABLES, live: [KAFKA_QUEUE], ...given })).queues[0];
}

const HASH = plan({}).hash;
const done = (hash = HASH) => whole('q', 'done', { renderedHash: hash });

test('a unit that was run and has not changed is left alone', () => {
  expect(plan({ journal: [done()] })).toMatchObject({ why: undefined, statements: [] });
});

test.each<[string, Parameters<typeof planInput>[0], string | RegExp]>([
  ['it was never run', {}, 'it is new'],
  [
    'a setting in it has changed',
    { journal: [done()], variables: { ...VARIABLES, block: 11 } },
    /configuration has changed/,
  ],
  [
    'its text has changed',
    {
      journal: [done()],
      units: [{ queue: 'q', template: TEMPLATE.replace('SELECT message', 'SELECT lower(message) AS message') }],
    },
    /definition or configuration has changed/,
  ],
  ['a run did not finish it', { journal: [whole('q', 'started')] }, /did not finish it/],
  ['a run has put back what stood before', { journal: [whole('q', 'restored')] }, /failed and put back/],
  ['somebody has dropped the queue', { journal: [done()], live: [] }, 'the queue does not exist'],
  [
    'somebody has left a stand-in',
    { journal: [done()], live: [{ ...KAFKA_QUEUE, engine: 'Null' }] },
    'the queue is a table of engine Null, not Kafka',
  ],
])('a unit is run from its top when %s', (_, given, why) => {
  const { statements, why: said } = plan(given);
  expect(said).toMatch(why);
  expect(statements.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test.each([
  ['another password', {}, { kafka_password: 'other' }, TEMPLATE],
  ['another comment or line break', {}, {}, TEMPLATE.replace('-- a comment', '/* b */\n\n')],
])('%s is no change', (_, __, variables, template) => {
  const changed = plan({
    journal: [done()],
    variables: { ...VARIABLES, ...variables },
    units: [{ queue: 'q', template }],
  });
  expect(changed.why).toBeUndefined();
});

const PAUSING = file('20260301000000_x', '-- @pauses q\nALTER TABLE d.t ADD COLUMN IF NOT EXISTS a Int8', ['q']);

test('a migration that pauses the queue makes its unit pending, also when a run was cut off between the two', () => {
  expect(plan({ files: [PAUSING], journal: [done()] }).why).toBe('20260301000000_x pauses it');

  const before = done();
  const ran = entry(PAUSING.id, 1, 'done', { templateHash: PAUSING.hash });
  expect(plan({ files: [PAUSING], journal: [before, ran] }).why).toBe('20260301000000_x paused it');
  expect(plan({ files: [PAUSING], journal: [ran, done()] }).why).toBeUndefined();
});

test('what a unit drops and makes holds no rows; other tables in it are what they are', () => {
  const effects = plan({}).statements.map(({ effect }) => effect);
  expect(effects).toEqual(effects.map(() => 'metadata'));
  const template = `${TEMPLATE}DROP TABLE {{database:Identifier}}.t;`;
  expect(plan({ units: [{ queue: 'q', template }] }).statements.at(-1)?.effect).toBe('destructive');
});

test('a queue that would not read Kafka any more is destructive', () => {
  const { statements } = plan({ journal: [done()], variables: { ...VARIABLES, queues: 'null' } });
  expect(statements[0].effect).toBe('destructive');
});

test('another consumer group is seen, against the queue that is there or the one that a killed run has dropped', () => {
  const variables = { ...VARIABLES, group: 'h' };
  expect(plan({ journal: [done()], variables }).groupChange).toEqual({ from: 'g', to: 'h' });
  const saved = { queue: { engine: 'Kafka', create: KAFKA_QUEUE.create, columns: [] }, views: {} };
  const journal = [whole('q', 'started', { details: JSON.stringify(saved) })];
  const standIn = { ...KAFKA_QUEUE, engine: 'Null', create: 'CREATE TABLE d.q (`message` String) ENGINE = Null' };
  expect(plan({ journal, variables, live: [standIn] }).groupChange).toEqual({ from: 'g', to: 'h' });
  expect(plan({ journal, live: [standIn] }).groupChange).toBeUndefined();
});

test('secrets are in what is sent and in nothing that is shown', () => {
  const { statements } = plan({});
  expect(statements.map(({ sql }) => sql).join()).toContain('hunter2');
  expect(statements.map(({ shown, description }) => shown + description).join()).not.toContain('hunter2');
});
