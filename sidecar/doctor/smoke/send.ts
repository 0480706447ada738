import { randomInt } from 'node:crypto';

import { identifier } from '../../../queries/sql';
import { type Config } from '../../config';
import { connectKafka, type KafkaSettings } from '../../kafka/connect';
import { KafkaProblem, kafkaProblem } from '../../kafka/problem';
import { type DoctorContext } from '../context';
import { type Signal, type SignalPath } from '../signals';
import { toProtobuf } from './protobuf';

/** What the target tables keep of a message: enough to find its rows. */
export interface Place {
  topic: string;
  partition: number;
  offset: string;
}

/** `_topic` of messages that came over no topic. */
const NO_TOPIC = 'girok-doctor';

/**
 * Sends one message of each signal on the way that all messages take.
 * @throws KafkaProblem, ClickHouse's error
 */
export function send(
  context: DoctorContext,
  signals: SignalPath[],
  messages: Record<Signal, object>
): Promise<Map<Signal, Place>> {
  return context.config.queues === 'kafka'
    ? sendToKafka(context.config, signals, messages)
    : insertIntoQueues(context, signals, messages);
}

async function sendToKafka(
  config: Config,
  signals: SignalPath[],
  messages: Record<Signal, object>
): Promise<Map<Signal, Place>> {
  const settings: KafkaSettings = {
    ...config,
    kafkaUsername: config.kafkaProducerUsername ?? config.kafkaUsername,
    kafkaPassword: config.kafkaProducerPassword ?? config.kafkaPassword,
  };
  const producer = connectKafka(settings).producer({ allowAutoTopicCreation: false });
  const encode = (signal: Signal) =>
    config.kafkaFormat === 'otlp_proto'
      ? toProtobuf(signal, messages[signal])
      : Buffer.from(JSON.stringify(messages[signal]));
  try {
    await producer.connect();
    const places = new Map<Signal, Place>();
    for (const { signal, topic } of signals) {
      const [written] = await producer.send({ topic, acks: -1, messages: [{ value: encode(signal) }] });
      places.set(signal, { topic, partition: written.partition, offset: String(written.baseOffset) });
    }
    return places;
  } catch (error) {
    throw whyNotSent(kafkaProblem(error, settings), settings.kafkaUsername);
  } finally {
    // a connection that is broken already is no second problem
    await producer.disconnect().catch(() => undefined);
  }
}

/** The user of the queues needs to read only; who may write is the Collector. */
function whyNotSent(problem: KafkaProblem, user: string): KafkaProblem {
  if (problem.kind !== 'authorization') {
    return problem;
  }
  return new KafkaProblem(
    'authorization',
    `Kafka does not let user "${user}" write to the topic.\n` +
      '  Name a user that may (GIROK_KAFKA_PRODUCER_USERNAME, GIROK_KAFKA_PRODUCER_PASSWORD), or grant WRITE on the topic.',
    problem
  );
}

async function insertIntoQueues(
  { client, config }: DoctorContext,
  signals: SignalPath[],
  messages: Record<Signal, object>
): Promise<Map<Signal, Place>> {
  const places = new Map<Signal, Place>();
  for (const { signal, queue } of signals) {
    const place = { topic: NO_TOPIC, partition: 0, offset: String(randomInt(2 ** 47)) };
    await client.insert({
      table: identifier(`${config.database}.${queue}`).text,
      values: [
        { message: JSON.stringify(messages[signal]), _topic: place.topic, _partition: 0, _offset: place.offset },
      ],
      format: 'JSONEachRow',
    });
    places.set(signal, place);
  }
  return places;
}
