import { columnOf } from './parts';

test.each([
  ['toDateTime(Timestamp)', 'Timestamp'],
  ['Day', 'Day'],
  ['toDateTime(`Time`)', 'Time'],
])('%s hangs on the column %s', (expression, column) => expect(columnOf(expression)).toBe(column));

test('an expression of two columns is refused', () => {
  expect(() => columnOf('greatest(a, b)')).toThrow(/not of one column/);
});
