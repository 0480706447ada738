import { type Producer } from 'kafkajs';

import { numberedMessage, RECORDS, recordId } from './numberedMessage';
import { SIGNALS, type Signal } from '../embedded/kafka/pipeline';
import { type Place, send } from '../embedded/kafka/place';
import { connectKafka, type KafkaSettings } from '../sidecar/kafka/connect';

export interface Load {
  topic: string;
  partitions: number;
  /** Messages in one request to the broker; 0 for a producer that sends only what it is told to. */
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

  async connect(): Promise<void> {
    await this.producer.connect();
  }

  /** Sends in the background until stop. */
  start(): void {
    this.stopping = false;
    this.running = this.run();
  }

  /** Resolves when the last request has its answer. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.stop();
    await this.producer.disconnect().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping && this.load.batch > 0) {
      await this.send(this.load.batch);
      await new Promise((resolve) => setTimeout(resolve, this.load.pauseMs));
    }
  }

  /** Sends this many messages in one request. What the broker says to them is in `acknowledged` or `uncertain`. */
  async send(messagesInRequest: number): Promise<void> {
    const numbers = Array.from({ length: messagesInRequest }, () => this.next++);
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
