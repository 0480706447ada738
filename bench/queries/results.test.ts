import { median } from './ask';
import { timesAsLong } from './results';

const answer = (ms: number) => ({ ms, rows: 1, bytes: 1 });

test('a layout that takes twice as long for one question and half as long for another takes as long', () => {
  const questions = {
    first: { title: '', answers: { ours: answer(10), theirs: answer(20) } },
    second: { title: '', answers: { ours: answer(10), theirs: answer(5) } },
  };
  expect(timesAsLong({ rows: 1, stored: {}, questions }, 'ours', 'theirs')).toBeCloseTo(1);
  expect(timesAsLong({ rows: 1, stored: {}, questions: { first: questions.first } }, 'ours', 'theirs')).toBe(2);
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
