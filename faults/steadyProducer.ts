import { type Producer } from 'kafkajs';

import { SIGNALS, type Signal } from '../embedded/kafka/pipeline';
import { type Place, send } from '../embedded/kafka/place';
import { connectKafka, type KafkaSettings } from '../sidecar/kafka/connect';
import { numberedMessage, RECORDS, recordId } from './numberedMessage';

export interface Load {
  topic: string;
  partitions: number;
  /** Messages in one request to the broker. */
  batch: number;
  /** Milliseconds between the requests. */
  pauseMs: number;
}

/** How often a request is repeated before its messages are given up. kafkajs waits 0.3 to 2 s between. */
const RETRY = { initialRetryTime: 300, maxRetryTime: 2000, retries: 3 };

/**
 * A sender that keeps to what the broker has acknowledged. Messages of the three signals take turns. What was not
 * acknowledged is not sent again by this class; kafkajs may have sent it more than once.
 */
export class SteadyProducer {
  /** Ids of the records in messages that the broker has acknowledged. */
  readonly acknowledged: Record<Signal, Set<string>> = { logs: new Set(), traces: new Set(), metrics: new Set() };
  /** Of messages that were sent without an answer: they may be in the topic or not. */
  readonly uncertain: Record<Signal, Set<string>> = { logs: new Set(), traces: new Set(), metrics: new Set() };
  readonly places: Place[] = [];
  private readonly producer: Producer;
  private running: Promise<void> | undefined;
  private stopping = false;
  private next = 0;

  constructor(
    settings: KafkaSettings,
    private readonly load: Load
  ) {
    this.producer = connectKafka(settings, RETRY).producer({ allowAutoTopicCreation: false });
  }

  /** Messages that were acknowledged. */
  get messages(): number {
    return this.places.length;
  }

  async start(): Promise<void> {
    await this.producer.connect();
    this.stopping = false;
    this.running = this.run();
  }

  /** Resolves when the last request has its answer. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await this.producer.disconnect().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.sendBatch(this.load.batch);
      await new Promise((resolve) => setTimeout(resolve, this.load.pauseMs));
    }
  }

  private async sendBatch(size: number): Promise<void> {
    const numbers = Array.from({ length: size }, () => this.next++);
    const messages = numbers.map((number) => ({
      partition: number % this.load.partitions,
      value: numberedMessage(signalOf(number), number, Date.now()),
    }));
    try {
      this.places.push(...(await send(this.producer, this.load.topic, messages)));
      numbers.forEach((number) => note(this.acknowledged, number));
    } catch {
      numbers.forEach((number) => note(this.uncertain, number));
    }
  }
}

const signalOf = (message: number): Signal => SIGNALS[message % SIGNALS.length];

function note(ids: Record<Signal, Set<string>>, message: number): void {
  const signal = signalOf(message);
  for (let record = 0; record < RECORDS; record++) {
    ids[signal].add(recordId(signal, message, record));
  }
}
