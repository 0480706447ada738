import { CompressionTypes, type Message, type Producer } from 'kafkajs';

/** Where the broker put a message. */
export interface Place {
  partition: number;
  offset: number;
}

/** Messages that say which partition they go to. */
export type PlacedMessage = Message & { partition: number };

/** A request must stay below the broker's `message.max.bytes` (10 MiB in serverProperties.ts). */
const REQUEST_BYTES = 4 * 2 ** 20;

/**
 * Writes messages, each to the partition that it names, in their order.
 * @returns the place of each, which is the broker's acknowledgement
 * @throws kafkajs's error when the broker did not acknowledge all of them; some may have been written
 */
export async function send(
  producer: Producer,
  topic: string,
  messages: PlacedMessage[],
  compression = CompressionTypes.None
): Promise<Place[]> {
  const places: Place[] = [];
  for (const request of requests(messages)) {
    const answers = await producer.send({ topic, messages: request, acks: -1, compression });
    const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    for (const { partition } of request) {
      const offset = next.get(partition);
      if (offset === undefined) {
        throw new Error(`The broker did not acknowledge what was sent to partition ${partition} of ${topic}.`);
      }
      next.set(partition, offset + 1);
      places.push({ partition, offset });
    }
  }
  return places;
}

function requests(messages: PlacedMessage[]): PlacedMessage[][] {
  const all: PlacedMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const length = message.value?.length ?? 0;
    if (bytes + length > REQUEST_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all[all.length - 1].push(message);
    bytes += length;
  }
  return all;
}
