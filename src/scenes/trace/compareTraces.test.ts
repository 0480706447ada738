import { compareTraces } from './compareTraces';
import { spanAt } from './spansForTest';
import { traceTree } from './traceTree';

test('the same path is one place; what is only in one trace has one side', () => {
  const left = traceTree([
    spanAt('1', '', 0, 100, { name: 'GET /' }),
    spanAt('2', '1', 10, 20, { name: 'SELECT', service: 'db' }),
    spanAt('3', '1', 30, 50, { name: 'SELECT', service: 'db', isError: true }),
    spanAt('4', '1', 60, 70, { name: 'cache' }),
  ]);
  const right = traceTree([
    spanAt('a', '', 0, 40, { name: 'GET /' }),
    spanAt('b', 'a', 1, 2, { name: 'SELECT', service: 'db' }),
    spanAt('c', 'a', 5, 9, { name: 'SELECT', service: 'replica' }),
    spanAt('d', 'lost', 5, 9, { name: 'stray' }),
  ]);
  const ms = (side?: { spans: number; errors: number; duration: number; self: number }) =>
    side && [side.spans, side.errors, side.duration / 1e6, side.self / 1e6];
  const drawn = compareTraces(left, right).map(({ depth, service, name, left, right }) => [
    `${'  '.repeat(depth)}${service} ${name}`,
    ms(left),
    ms(right),
  ]);
  expect(drawn).toEqual([
    ['shop GET /', [1, 0, 100, 60], [1, 0, 40, 35]],
    ['  db SELECT', [2, 1, 30, 30], [1, 0, 1, 1]],
    ['  shop cache', [1, 0, 10, 10], undefined],
    ['  replica SELECT', undefined, [1, 0, 4, 4]],
    [' ', undefined, undefined],
    ['  shop stray', undefined, [1, 0, 4, 4]],
  ]);
});

test('names cannot be written so that two paths become one', () => {
  const one = (service: string, name: string) => traceTree([spanAt('x', '', 0, 1, { service, name })]);
  expect(compareTraces(one('a', 'b c'), one('a b', 'c'))).toHaveLength(2);
});
