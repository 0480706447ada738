import { type ClickHouseClient } from '@clickhouse/client';
import { setTimeout as pause } from 'node:timers/promises';
import { type Logger } from 'pino';

import { type Config } from '../config';
import { LagSampler } from './lagSampler';
import { goOnFromStored, storeSamples } from './sampleStore';
import { readsKafka } from '../doctor/signals';

/** A change of trouble is logged once, not with each sample. */
function troubleLog(log: Logger) {
  const told = new Map<string, string>();
  return (part: string, problems: string[]) => {
    const text = problems.join(' ');
    if (told.get(part) === text || (text === '' && !told.has(part))) {
      return;
    }
    told.set(part, text);
    if (text === '') {
      log.info({ part }, 'lag: all is seen again');
    } else {
      log.warn({ part, problem: text }, 'lag: something is not seen');
    }
  };
}

/**
 * Samples consumer lag into ClickHouse until the signal. Whatever is away is left out and told once in the log; a sample
 * that cannot be stored is dropped. Does nothing where the queues do not read Kafka or sampling is switched off.
 */
export async function sampleForever(
  config: Config,
  client: ClickHouseClient,
  log: Logger,
  signal: AbortSignal
): Promise<void> {
  if (!readsKafka(config) || config.lagSampleS === 0) {
    return;
  }
  const everyMs = config.lagSampleS * 1000;
  const sampler = new LagSampler(config, client, everyMs);
  const tell = troubleLog(log);
  const tryTo = async (part: string, work: () => Promise<void>) => {
    try {
      await work();
      tell(part, []);
    } catch (error) {
      tell(part, [error instanceof Error ? error.message : String(error)]);
    }
  };
  await tryTo('stored samples', () => goOnFromStored(client, config.database, sampler.book));
  while (!signal.aborted) {
    const begun = Date.now();
    const report = await sampler.take();
    if (signal.aborted) {
      return;
    }
    tell('broker', report.problems.broker);
    tell('clickhouse', report.problems.clickhouse);
    await tryTo('samples', () => storeSamples(client, config.database, report));
    // a sample that took long is followed by a pause, too
    const rest = Math.max(everyMs / 4, everyMs - (Date.now() - begun));
    await pause(rest, undefined, { signal }).catch(() => undefined);
  }
}
