import { ClickHouseError } from '@clickhouse/client';

import { expand } from './expand';
import { loadCatalogue } from './loadCatalogue';
import { type AskedRun, checkParameters } from './queryParameters';
import { type QueryParameter, type SavedQuery } from './schema';
import { PERIOD, story, tell } from './storyForTest';
import { type ScratchPipeline, scratchPipeline } from '../../../embedded/scratchPipeline';
import { HOSTILE } from '../../../queries/hostile';

const catalogue = loadCatalogue();
const events = story();
const UNKNOWN = 'nobody-has-this-name';
/** Texts that mean nothing to any query, so that each must do what an unknown name does. */
const TEXTS = [
  ...HOSTILE.filter((text) => text !== '' && !text.includes('\0')),
  "x') UNION ALL SELECT name FROM system.users -- ",
  "x'); DROP TABLE otel_audit_logs; --",
  "' || (SELECT name FROM system.users LIMIT 1) || '",
  '\\x27 OR 1=1 -- ',
  "' OR '1'='1",
  '" OR ""="',
  ') OR (1=1',
  '{{audit_logs}}',
  "\ufeff' OR 1=1",
  '%27%20OR%201%3D1',
];

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
  await tell(pipeline.client, events);
});
afterAll(() => pipeline?.close());

/** What a run gives: its rows, with the text itself left out, or the code of the error. */
async function outcome(query: SavedQuery, asked: Partial<AskedRun>, text: string): Promise<string> {
  const checked = checkParameters(query, { ...PERIOD, tenant: '', parameters: {}, ...asked });
  if ('problems' in checked) {
    throw new Error(checked.problems.join(' '));
  }
  try {
    const result = await pipeline.client.query({
      query: expand(query.sql, catalogue),
      query_params: checked.values,
      format: 'JSONEachRow',
    });
    return (await result.text()).replaceAll(JSON.stringify(text).slice(1, -1), UNKNOWN);
  } catch (error) {
    return error instanceof ClickHouseError ? `error ${error.code}` : String(error);
  }
}

/** A pattern that finds the text and nothing else. */
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const isPattern = ({ meaning }: QueryParameter) => meaning.startsWith('Regular expression');

const TEXT_PARAMETERS = [...catalogue.queries.values()].flatMap((query) => [
  [query.id, 'tenant', (text: string) => ({ tenant: text })] as const,
  ...Object.entries(query.parameters)
    .filter(([, { type }]) => type === 'String')
    .map(
      ([name, parameter]) =>
        [
          query.id,
          name,
          (text: string) => ({ parameters: { [name]: isPattern(parameter) ? literally(text) : text } }),
        ] as const
    ),
]);

/** Of every other text parameter that has no default. */
const filled = ({ parameters }: SavedQuery, { parameters: given, ...rest }: Partial<AskedRun>): Partial<AskedRun> => ({
  ...rest,
  parameters: {
    ...Object.fromEntries(
      Object.entries(parameters).flatMap(([name, { default: value }]) => (value === undefined ? [[name, 'user1']] : []))
    ),
    ...given,
  },
});

test.each(TEXT_PARAMETERS)('%s: whatever text "%s" has, it is a name that nobody has', async (id, _, asked) => {
  const query = catalogue.queries.get(id)!;
  const expected = await outcome(query, filled(query, asked(UNKNOWN)), UNKNOWN);
  for (const text of TEXTS) {
    expect([text, await outcome(query, filled(query, asked(text)), text)]).toEqual([text, expected]);
  }
});

test('of the tables nothing is gone after that, and nothing was added', async () => {
  const [{ rows }] = await pipeline.ask<{ rows: string }>({ text: 'SELECT count() AS rows FROM otel_audit_logs' });
  expect(Number(rows)).toBe(events.length);
});

const OTHER_PARAMETERS = [...catalogue.queries.values()].flatMap(({ id, parameters }) =>
  Object.entries(parameters).flatMap(([name, { type }]) => (type === 'String' ? [] : [[id, name] as const]))
);

test.each(OTHER_PARAMETERS)('%s: "%s" is a number or is refused', (id, name) => {
  const query = catalogue.queries.get(id)!;
  for (const value of [...HOSTILE, ...TEXTS, '1', '1 OR 1=1', NaN, Infinity]) {
    const asked = filled(query, { parameters: { [name]: value } });
    const checked = checkParameters(query, { ...PERIOD, tenant: '', parameters: {}, ...asked });
    expect([value, 'problems' in checked && checked.problems]).toEqual([value, [expect.stringContaining(`"${name}"`)]]);
  }
});

test.each([...catalogue.queries.keys()])('%s: the period is two times or is refused', (id) => {
  const query = catalogue.queries.get(id)!;
  for (const name of ['from', 'to'] as const) {
    for (const text of [...HOSTILE, ...TEXTS, `${PERIOD.from}' OR 1=1 -- `, `${PERIOD.from}\n`, ` ${PERIOD.from}`]) {
      const checked = checkParameters(query, { ...PERIOD, tenant: '', ...filled(query, {}), [name]: text } as AskedRun);
      expect('problems' in checked && checked.problems[0]).toMatch(`"${name}" must be a time`);
    }
  }
});
