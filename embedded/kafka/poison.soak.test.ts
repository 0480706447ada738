import fc from 'fast-check';
import { type Message } from 'kafkajs';

import { consumerExceptions } from './caughtUp';
import { anyHostile } from './hostile/anyHostile';
import { anyHostileProtobuf } from './hostile/anyHostileProtobuf';
import { type Hostile } from './hostile/hostile';
import { wrongAccount } from './hostile/wrongAccount';
import { type Signal, SIGNALS } from './pipeline';
import { type Place } from './place';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from './scratchKafkaPipeline';
import { deadLetters, expectedRows, type PlacedRow, sorted, storedRows, TABLES } from './storedRows';
import { Corpus } from '../../migrations/corpus';
import { topicsOf } from '../../sidecar/config';
import { toProtobuf } from '../otlp/encodeForTest';

/** GIROK_FUZZ_RUNS and GIROK_FUZZ_SEED look further than every test run does. */
const SEED = Number(process.env.GIROK_FUZZ_SEED ?? 20260122);
const RUNS = Number(process.env.GIROK_FUZZ_RUNS ?? 8);
/** Hostile messages of one run; every third has a good neighbour behind it, in the same block. */
const MOST = 60;
const GOOD_EVERY = 3;
/** A message that throws in a view stops its partition for good; this long is enough to see it. Milliseconds. */
const PATIENCE_MS = 30_000;
const TIMEOUT_MS = 60_000 + RUNS * 30_000;

interface Sent {
  signal?: Signal;
  /** A good one. */
  message?: object;
  hostile?: Hostile;
}

type Format = 'json' | 'protobuf';
const KAFKA_FORMAT = { json: 'otlp_json', protobuf: 'otlp_proto' } as const;

let pipeline: ScratchKafkaPipeline | undefined;
afterEach(async () => {
  await pipeline?.close();
  pipeline = undefined;
});

describe('no message stops a partition, harms a neighbour or vanishes', () => {
  const corpus = new Corpus(SEED, Date.now() - 60_000);
  const good = (signal: Signal): Sent => ({ signal, message: corpus[signal]() as object });
  const among = (messages: Hostile[], neighbour: (i: number) => Sent): Sent[] =>
    messages.flatMap((hostile, i) => (i % GOOD_EVERY === 0 ? [{ hostile }, neighbour(i / GOOD_EVERY)] : [{ hostile }]));
  const blocks = (one: fc.Arbitrary<Hostile>) => fc.array(one, { minLength: 1, maxLength: MOST, size: 'max' });
  const parameters = { seed: SEED, numRuns: RUNS };

  test(
    'JSON on one topic',
    () =>
      fc.assert(
        fc.asyncProperty(blocks(anyHostile), (messages) =>
          check(
            'json',
            (config) => config.kafkaTopic,
            among(messages, (i) => good(SIGNALS[i % SIGNALS.length]))
          )
        ),
        parameters
      ),
    TIMEOUT_MS
  );

  test(
    'protobuf on the topic of each signal',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc
            .constantFrom(...SIGNALS)
            .chain((signal) => fc.tuple(fc.constant(signal), blocks(anyHostileProtobuf(signal)))),
          ([signal, messages]) =>
            check(
              'protobuf',
              (config) => topicsOf(config)[signal],
              among(messages, () => good(signal))
            )
        ),
        parameters
      ),
    TIMEOUT_MS
  );
});

describe('times over 400 months in one block', () => {
  test('do not stop it', () => storeMonths('7 YEAR'));

  // A find: the window of accepted times is the retention, and a block may touch a hundred partitions of a month each.
  test.failing('do not stop it when records are kept for more than a hundred months', () => storeMonths('30 YEAR'));

  async function storeMonths(logsRetention: string): Promise<void> {
    pipeline = await scratchKafkaPipeline({ blockMessages: 1000, config: { logsRetention } });
    const times = Array.from({ length: 400 }, (_, month) => BigInt(Date.now() - month * MONTH_MS) * 1_000_000n);
    const messages = times.map((time) => ({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: String(time) }] }] }],
    }));
    await pipeline.produce(messages.map((message) => ({ value: JSON.stringify(message) })));
    await pipeline.caughtUp(PATIENCE_MS);
    expect((await storedRows(pipeline.client, 'logs')).length).toBe(messages.length);
  }
});

const MONTH_MS = 2_630_000_000;

/** Sends the messages in one go and looks at what became of each. A pipeline that was stopped is given up. */
async function check(
  format: Format,
  topicOf: (config: ScratchKafkaPipeline['config']) => string,
  sent: Sent[]
): Promise<void> {
  const config = { kafkaFormat: KAFKA_FORMAT[format] };
  const current = (pipeline ??= await scratchKafkaPipeline({ blockMessages: 50, config }));
  try {
    const topic = topicOf(current.config);
    const places = await current.produce(
      sent.map((one) => toKafka(format, one)),
      { topic }
    );
    await current.caughtUp(PATIENCE_MS);
    expect(await consumerExceptions(current.client, current.config.database)).toEqual([]);
    await expectAccounted(current, format, sent, places);
    await expectUsableTimes(current);
    for (const table of [...Object.values(TABLES), 'otel_audit_dead_letters']) {
      await current.client.command({ query: `TRUNCATE TABLE ${table}` });
    }
  } catch (error) {
    pipeline = undefined;
    await current.close();
    throw error;
  }
}

function toKafka(format: Format, { signal, message, hostile }: Sent): Message {
  if (signal && message) {
    return { value: format === 'json' ? JSON.stringify(message) : Buffer.from(toProtobuf(signal, message)) };
  }
  return { value: hostile!.value, key: hostile!.key, timestamp: hostile!.timestamp };
}

async function expectAccounted(
  { client }: ScratchKafkaPipeline,
  format: Format,
  sent: Sent[],
  places: Place[]
): Promise<void> {
  const rows = { logs: [], traces: [], metrics: [] } as Record<Signal, PlacedRow[]>;
  for (const signal of SIGNALS) {
    rows[signal] = await storedRows(client, signal);
  }
  const letters = await deadLetters(client);
  const wrong: unknown[] = [];
  for (const [i, { signal, message, hostile }] of sent.entries()) {
    const found = { rows: rowsAt(rows, places[i]), letters: letters.filter((letter) => isAt(letter, places[i])) };
    if (signal && message) {
      const expected = {
        logs: [],
        traces: [],
        metrics: [],
        [signal]: sorted(expectedRows(signal, message, places[i])),
      };
      expect({ ...found.rows, [signal]: sorted(found.rows[signal]), letters: found.letters }).toEqual({
        ...expected,
        letters: [],
      });
      continue;
    }
    const reason = wrongAccount(format, hostile!, found);
    if (reason) {
      const bytes = hostile!.value.subarray(0, 2000).toString(format === 'json' ? 'utf8' : 'hex');
      wrong.push({ reason, kind: hostile!.kind, letters: found.letters.map(({ letter }) => letter), bytes });
    }
  }
  expect(wrong).toEqual([]);
}

/** A time outside of the window would make a partition of its own; more than a hundred of them refuse the whole block. */
async function expectUsableTimes({ client }: ScratchKafkaPipeline): Promise<void> {
  for (const [signal, column] of Object.entries({ logs: 'Timestamp', traces: 'Timestamp', metrics: 'TimeUnix' })) {
    const result = await client.query({
      query: `SELECT toUInt32(count()) AS rows FROM ${TABLES[signal as Signal]}
        WHERE NOT ${column} BETWEEN now64(9, 'UTC') - INTERVAL 7 YEAR AND now64(9, 'UTC') + INTERVAL 1 DAY`,
      format: 'JSONEachRow',
    });
    expect({ signal, ...(await result.json<object>())[0] }).toEqual({ signal, rows: 0 });
  }
}

const rowsAt = (rows: Record<Signal, PlacedRow[]>, place: Place) =>
  Object.fromEntries(
    SIGNALS.map((signal) => [
      signal,
      rows[signal].filter(({ _partition, _offset }) =>
        isAt({ partition: Number(_partition), offset: Number(_offset) }, place)
      ),
    ])
  ) as Record<Signal, PlacedRow[]>;

const isAt = (a: Place, b: Place) => a.partition === b.partition && a.offset === b.offset;
