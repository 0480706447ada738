import { type Admin } from 'kafkajs';

/**
 * Offsets are numbers here: exact up to 2^53, which a partition with a million messages a second reaches after 285
 * years, and good for arithmetic and JSON alike. What is larger is refused, not rounded.
 */
export interface PartitionOffsets {
  partition: number;
  /** The oldest message that the broker still keeps; equal to `end` when it keeps none. */
  first: number;
  /** Of the message that will be written next. */
  end: number;
}

export interface CommittedOffset {
  partition: number;
  /** Of the message that the group reads next; null when the group has never committed on this partition. */
  committed: number | null;
}

/** First and end offset of each partition, by partition. @throws kafkajs's error, for kafkaProblem */
export async function topicOffsets(admin: Admin, topic: string): Promise<PartitionOffsets[]> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return partitions
    .map(({ partition, low, high }) => ({ partition, first: offset(low), end: offset(high) }))
    .sort(byPartition);
}

/**
 * What the group has committed on each partition of the topic, by partition. A group that does not exist has committed
 * nothing. @throws kafkajs's error, for kafkaProblem
 */
export async function committedOffsets(admin: Admin, group: string, topic: string): Promise<CommittedOffset[]> {
  const topics = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  return topics
    .filter((found) => found.topic === topic)
    .flatMap(({ partitions }) => partitions)
    .map((found) => ({ partition: found.partition, committed: committed(found.offset) }))
    .sort(byPartition);
}

/**
 * Messages that the group has still to read. Where it has not committed, those from the first that the broker keeps,
 * which is where the queues begin.
 */
export function lag(offsets: PartitionOffsets[], group: CommittedOffset[]): number {
  const next = new Map(group.map(({ partition, committed }) => [partition, committed]));
  return offsets.reduce(
    (sum, { partition, first, end }) => sum + end - Math.max(next.get(partition) ?? first, first),
    0
  );
}

const committed = (sent: string) => (Number(sent) < 0 ? null : offset(sent));

function offset(sent: string): number {
  const number = Number(sent);
  if (!Number.isSafeInteger(number)) {
    throw new Error(`The offset ${sent} is larger than girok can count (2^53).`);
  }
  return number;
}

const byPartition = (a: { partition: number }, b: { partition: number }) => a.partition - b.partition;
