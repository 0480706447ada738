import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { OtlpProblem } from './problem';
import { identifier } from '../../queries/sql';

/** `_topic` of what came over OTLP/HTTP instead of Kafka. */
export const HTTP_TOPIC = 'otlp-http';

interface Waiting {
  message: string;
  receivedAt: number;
  resolve: () => void;
  reject: (problem: OtlpProblem) => void;
}

export interface QueueLimits {
  /** Messages and characters that one insert takes at the most. */
  messages: number;
  characters: number;
  /** Characters that may wait for an insert; above it requests are refused for now. */
  waiting: number;
}

export const DEFAULT_LIMITS: QueueLimits = { messages: 256, characters: 32 * 2 ** 20, waiting: 128 * 2 ** 20 };

/**
 * Puts messages into one queue table. What arrives while an insert runs goes into the next one together, so that a busy
 * receiver makes few large parts. `write` resolves when ClickHouse has stored the message and not before.
 */
export class QueueWriter {
  private readonly waiting: Waiting[] = [];
  private waitingCharacters = 0;
  private running: Promise<void> | undefined;
  private lastOffset = 0;

  constructor(
    private readonly client: ClickHouseClient,
    private readonly table: string,
    private readonly limits: QueueLimits = DEFAULT_LIMITS
  ) {}

  /** @throws OtlpProblem 503 when too much waits already, or ClickHouse did not store the message */
  write(message: string): Promise<void> {
    if (this.waitingCharacters > 0 && this.waitingCharacters + message.length > this.limits.waiting) {
      return Promise.reject(new OtlpProblem(503, 'ClickHouse is behind. Nothing was stored; send it again later.'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, receivedAt: Date.now(), resolve, reject });
      this.waitingCharacters += message.length;
      this.running ??= this.drain().finally(() => (this.running = undefined));
    });
  }

  /** Resolves when everything that was taken is stored or refused. */
  async idle(): Promise<void> {
    while (this.running) {
      await this.running;
    }
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.insert(this.nextBatch());
    }
  }

  private nextBatch(): Waiting[] {
    let characters = 0;
    let count = 0;
    for (const { message } of this.waiting.slice(0, this.limits.messages)) {
      characters += message.length;
      if (count > 0 && characters > this.limits.characters) {
        break;
      }
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async insert(batch: Waiting[]): Promise<void> {
    try {
      await this.client.insert({
        table: identifier(this.table).text,
        values: batch.map(({ message, receivedAt }) => ({
          message,
          _topic: HTTP_TOPIC,
          _partition: 0,
          _offset: this.nextOffset(),
          _timestamp_ms: clickhouseTime(receivedAt),
        })),
        format: 'JSONEachRow',
      });
      this.settle(batch, (one) => one.resolve());
    } catch (error) {
      if (batch.length > 1 && error instanceof ClickHouseError) {
        // ClickHouse refused the batch, perhaps for one message: its neighbours must not share its fate. After a broken
        // connection it may have stored the batch, so the clients decide.
        for (const one of batch) {
          await this.insert([one]);
        }
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      this.settle(batch, (one) => one.reject(new OtlpProblem(503, `ClickHouse did not store the message: ${reason}`)));
    }
  }

  private settle(batch: Waiting[], how: (one: Waiting) => void) {
    for (const one of batch) {
      this.waitingCharacters -= one.message.length;
      how(one);
    }
  }

  /** Microseconds of arrival, made unique: grows across restarts without being stored. */
  private nextOffset(): number {
    this.lastOffset = Math.max(this.lastOffset + 1, Date.now() * 1000);
    return this.lastOffset;
  }
}

/** `2026-01-20 10:42:07.123`, UTC. */
const clickhouseTime = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
