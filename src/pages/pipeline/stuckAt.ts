import { type ConsumerNow, type PartitionNow } from './facts';
import { preferred } from './signals';

/** A message that a consumer cannot get past. */
export interface StuckAt {
  topic: string;
  partition: number;
  offset: string;
  /** The exception names the message itself; else it is one of a block that begins there. */
  isExact: boolean;
}

/** What ClickHouse writes where a format cannot read a message. */
const NAMED = /\(topic: ([^,()]+), partition: (\d+), offset: (\d+)\)/;

/** Where a consumer with an exception stands: the message that it names, else what its group reads next on partitions that stand still. */
export function stuckAt({ signal, exception }: ConsumerNow, partitions: readonly PartitionNow[]): StuckAt[] {
  const [, topic, partition, offset] = NAMED.exec(exception) ?? [];
  if (topic !== undefined) {
    return [{ topic, partition: Number(partition), offset, isExact: true }];
  }
  return preferred(partitions)
    .filter((one) => one.signal === signal && one.status === 'STALLED')
    .map(({ topic, partition, committed, first }) => ({
      topic,
      partition,
      offset: committed === '' ? first : committed,
      isExact: false,
    }));
}
