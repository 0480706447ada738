import { type Admin } from 'kafkajs';

import { lag, topicOffsets } from './offsets';

const partitions = [
  { partition: 0, first: 10, end: 30 },
  { partition: 1, first: 0, end: 5 },
];

test.each([
  ['all read', [30, 5], 0],
  ['half read', [20, 5], 10],
  ['never committed: from the first that is kept', [null, 5], 20],
  ['a partition of which the group knows nothing', [30], 5],
  ['what the broker has deleted cannot be read any more', [3, 5], 20],
  ['ahead of a topic that was made anew', [40, 9], -14],
])('lag: %s', (_, committed, expected) =>
  expect(
    lag(
      partitions,
      committed.map((offset, partition) => ({ partition, committed: offset }))
    )
  ).toBe(expected)
);

test('an offset that a number cannot hold is refused, not rounded', async () => {
  // such an offset cannot be brought about on a real broker
  const fetchTopicOffsets = async () => [{ partition: 0, offset: '0', low: '0', high: '9007199254740993' }];
  await expect(topicOffsets({ fetchTopicOffsets } as unknown as Admin, 't')).rejects.toThrow('9007199254740993');
});
