import { type ClickHouseClient } from '@clickhouse/client';

import { type LagSource } from '../../queries/lag/samples';
import { type Config } from '../config';
import { BrokerLook } from './brokerLook';
import { clickHouseLook, type SeenConsumer } from './clickHouseLook';
import { type JudgedPartition, LagBook } from './lagBook';
import { type Signal } from '../doctor/signals';

/** What was seen and what it means; a source that was not asked this time has no rows. */
export interface LagReport {
  partitions: JudgedPartition[];
  consumers: SeenConsumer[];
  /** What each source could not tell: in words, the whole source or a part of it. */
  problems: Record<LagSource, string[]>;
}

/** A source that has failed is left alone for longer and longer, up to this. Milliseconds. */
const LONGEST_PAUSE_MS = 300_000;

/** Takes samples from both sources; one that fails does not keep the other from being asked. */
export class LagSampler {
  readonly book: LagBook;
  private readonly broker: BrokerLook;
  private readonly sources: Record<LagSource, Source>;
  /** Topics on which a group is further behind than our history goes back. */
  private probeTopics = new Set<string>();
  /** Of the last time that ClickHouse told. */
  private exceptions = new Map<Signal, string>();

  /** @param everyMs time between two samples, from which follows when one is stale and how long to wait after a failure */
  constructor(
    private readonly config: Config,
    private readonly client: ClickHouseClient,
    everyMs: number
  ) {
    this.book = new LagBook((4 * everyMs) / 1000);
    this.broker = new BrokerLook(config);
    this.sources = { broker: new Source(everyMs), clickhouse: new Source(everyMs) };
  }

  /** Never throws: what failed is in `problems`, and has no password in it. */
  async take(): Promise<LagReport> {
    // ClickHouse first: its exceptions are part of what the broker's numbers mean
    const clickhouse = await this.sources.clickhouse.ask(() => clickHouseLook(this.client, this.config));
    this.exceptions = new Map(
      (clickhouse.told?.consumers ?? []).flatMap(({ signal, exception }) =>
        exception === undefined ? [] : [[signal, exception.text]]
      )
    );
    const broker = await this.sources.broker.ask(() => this.broker.look(this.probeTopics));
    const now = Date.now();
    const judged = (['broker', 'clickhouse'] as const).flatMap((source) => {
      const { told } = source === 'broker' ? broker : clickhouse;
      if (!told) {
        return [];
      }
      this.book.note(source, told.partitions);
      return this.book.judged(source, this.exceptions, now);
    });
    const ofBroker = judged.filter(({ source }) => source === 'broker');
    if (broker.told) {
      this.probeTopics = new Set(ofBroker.filter(({ time }) => time.isAtLeast).map(({ topic }) => topic));
    }
    return {
      partitions: judged,
      consumers: clickhouse.told?.consumers ?? [],
      problems: { broker: broker.problems, clickhouse: clickhouse.problems },
    };
  }
}

/** Knows when a source may be asked again. */
class Source {
  private failures = 0;
  private notBefore = 0;
  private lastFailure = '';

  constructor(private readonly everyMs: number) {}

  async ask<T extends { problems: string[] }>(look: () => Promise<T>): Promise<{ told?: T; problems: string[] }> {
    if (Date.now() < this.notBefore) {
      return { problems: [this.lastFailure] };
    }
    try {
      const told = await look();
      this.failures = 0;
      return { told, problems: told.problems };
    } catch (error) {
      this.failures++;
      // the first failure is tried again with the next sample
      const pause = Math.min(LONGEST_PAUSE_MS, this.everyMs * 2 ** (this.failures - 1)) - this.everyMs / 2;
      this.notBefore = Date.now() + pause;
      this.lastFailure = error instanceof Error ? error.message : String(error);
      return { problems: [this.lastFailure] };
    }
  }
}
