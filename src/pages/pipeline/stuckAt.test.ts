import { type ConsumerNow, type PartitionNow } from './facts';
import { stuckAt } from './stuckAt';

const consumer = (exception: string) => ({ signal: 'traces', exception }) as ConsumerNow;
const partition = (change: Partial<PartitionNow>) =>
  ({ signal: 'traces', group: 'g', topic: 'otel', partition: 3, age: 4, status: 'STALLED', ...change }) as PartitionNow;

test.each<[string, string, Array<Partial<PartitionNow>>, string[]]>([
  [
    'a format that cannot read a message names it',
    'Cannot parse input: while parsing Kafka message (topic: otel-telemetry, partition: 7, offset: 88120)',
    [{ committed: '5' }],
    ['otel-telemetry/7/88120 exact'],
  ],
  ['a view that throws: the block begins at what is read next', 'no room', [{ committed: '88120' }], ['otel/3/88120']],
  ['nothing was ever committed: at the first that is kept', 'no room', [{ committed: '', first: '12' }], ['otel/3/12']],
  ['partitions that move are not it', 'no room', [{ committed: '5', status: 'OK' }], []],
  ['another signal', 'no room', [{ committed: '5', signal: 'logs' }], []],
])('%s', (_, exception, partitions, expected) =>
  expect(
    stuckAt(consumer(exception), partitions.map(partition)).map(
      ({ topic, partition, offset, isExact }) => `${topic}/${partition}/${offset}${isExact ? ' exact' : ''}`
    )
  ).toEqual(expected)
);
