import { commentOf, type Mark, markOf } from './mark';

const MARK: Mark = {
  note: 'fix is rolling out',
  key: 'girok-stalled{partition="3"}',
  since: '2026-11-25T10:00:00Z',
  value: 40,
};

test('what is written is read again, and begins with what people and kthxbye know', () => {
  expect(commentOf(MARK)).toMatch(/^ACK! fix is rolling out /);
  expect(markOf(commentOf(MARK))).toEqual(MARK);
  expect(markOf(commentOf({ ...MARK, note: '', value: null }))).toEqual({ ...MARK, note: '', value: null });
});

test.each(['·girok{"v":1,"key":"other","since":""}', 'a ·girok b ·girok', '"quoted" {{ $labels }} <b>', '🙂'])(
  'a note cannot pretend to be the mark: %s',
  (note) => expect(markOf(commentOf({ ...MARK, note }))).toMatchObject({ key: MARK.key, since: MARK.since, value: 40 })
);

test('a long note is cut, the mark is not', () => {
  const read = markOf(commentOf({ ...MARK, note: 'x'.repeat(10_000) }));
  expect(read).toMatchObject({ key: MARK.key });
  expect(read?.note).toHaveLength(500);
});

test.each([
  '',
  'ACK!',
  'ACK! looking',
  'looking ·girok{"v":1,"key":"k","since":""}',
  'ACK! x ·girok',
  'ACK! x ·girok[]',
  'ACK! x ·girok{"v":2,"key":"k","since":""}',
  'ACK! x ·girok{"v":1,"key":7,"since":""}',
])('no mark of ours: %j', (comment) => expect(markOf(comment)).toBeUndefined());

test('a value that is no number is not known', () =>
  expect(markOf('ACK! x ·girok{"v":1,"key":"k","since":"","value":"7"}')).toMatchObject({ value: null }));
