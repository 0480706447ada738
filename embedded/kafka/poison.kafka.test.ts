import fc from 'fast-check';

import { Corpus } from '../../migrations/corpus';
import { consumerExceptions } from './caughtUp';
import { anyHostile } from './hostile/anyHostile';
import { type Hostile } from './hostile/hostile';
import { type Signal, SIGNALS } from './pipeline';
import { type Place } from './place';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from './scratchKafkaPipeline';
import { type DeadLetter, deadLetters, expectedRows, sorted, storedRows, TABLES, type PlacedRow } from './storedRows';

/** A failure prints the path to the one message. GIROK_FUZZ_RUNS and GIROK_FUZZ_SEED look further. */
const SEED = Number(process.env.GIROK_FUZZ_SEED ?? 20260122);
const RUNS = Number(process.env.GIROK_FUZZ_RUNS ?? 8);
/** Hostile messages of one run; every third has a good neighbour behind it, in the same block. */
const MOST = 60;
const GOOD_EVERY = 3;
/** A message that throws in a view stops its partition for good; this long is enough to see it. Milliseconds. */
const PATIENCE_MS = 30_000;

interface Good {
  signal: Signal;
  message: object;
}
type Sent = { good: Good; hostile?: undefined } | { hostile: Hostile; good?: undefined };

let pipeline: ScratchKafkaPipeline | undefined;
afterAll(() => pipeline?.close());

test(
  'no message stops a partition, harms a neighbour or vanishes',
  async () => {
    const corpus = new Corpus(SEED, Date.now() - 60_000);
    const good = (i: number): Good => ({ signal: SIGNALS[i % 3], message: corpus[SIGNALS[i % 3]]() });
    await fc.assert(
      fc.asyncProperty(fc.array(anyHostile, { minLength: 1, maxLength: MOST, size: 'max' }), async (messages) => {
        const sent = messages.flatMap<Sent>((message, i) =>
          i % GOOD_EVERY === 0 ? [{ hostile: message }, { good: good(i / GOOD_EVERY) }] : [{ hostile: message }]
        );
        await check(sent);
      }),
      { seed: SEED, numRuns: RUNS, ...(process.env.GIROK_FUZZ_NO_SHRINK ? { endOnFailure: true } : {}) }
    );
  },
  60_000 + RUNS * 30_000
);

/** Sends the messages and looks at what became of each. A pipeline that was stopped is given up. */
async function check(sent: Sent[]): Promise<void> {
  const current = (pipeline ??= await scratchKafkaPipeline({ blockMessages: 50 }));
  try {
    const places = await current.produce(sent.map(toKafka));
    await current.caughtUp(PATIENCE_MS);
    expect(await consumerExceptions(current.client, current.config.database)).toEqual([]);
    await expectAccounted(current, sent, places);
    for (const table of [...Object.values(TABLES), 'otel_audit_dead_letters']) {
      await current.client.command({ query: `TRUNCATE TABLE ${table}` });
    }
  } catch (error) {
    pipeline = undefined;
    await current.close();
    throw error;
  }
}

function toKafka({ good, hostile: message }: Sent) {
  return good
    ? { value: JSON.stringify(good.message) }
    : { value: message.value, key: message.key, timestamp: message.timestamp };
}

async function expectAccounted({ client, config }: ScratchKafkaPipeline, sent: Sent[], places: Place[]): Promise<void> {
  const rows = Object.fromEntries(
    await Promise.all(SIGNALS.map(async (signal) => [signal, await storedRows(client, signal)]))
  ) as Record<Signal, PlacedRow[]>;
  const letters = await deadLetters(client);
  const wrong: unknown[] = [];
  for (const [i, one] of sent.entries()) {
    const place = places[i];
    const here = { rows: rowsAt(rows, place), letters: letters.filter((letter) => isAt(letter, place)) };
    if (one.good) {
      const { signal, message } = one.good;
      expect({ ...here.rows, [signal]: sorted(here.rows[signal]), letters: here.letters }).toEqual({
        logs: [],
        traces: [],
        metrics: [],
        [signal]: sorted(expectedRows(signal, message, place)),
        letters: [],
      });
    } else {
      const reason = problem(one.hostile, here);
      if (reason) {
        wrong.push({
          reason,
          kind: one.hostile.kind,
          letters: here.letters.map(({ letter }) => letter),
          bytes: one.hostile.value.subarray(0, 2000).toString(),
        });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(letters.filter(({ topic }) => topic !== config.kafkaTopic)).toEqual([]);
}

interface Found {
  rows: Record<Signal, PlacedRow[]>;
  letters: DeadLetter[];
}

/** What is wrong with the account of a hostile message: docs/ingestion.md, "Rules for bad input". */
function problem({ value }: Hostile, { rows, letters }: Found): string | undefined {
  const queues = letters.map(({ letter }) => letter.split(':')[0]);
  const stored = SIGNALS.filter((signal) => rows[signal].length > 0);
  if (value.length === 0) {
    return stored.length + letters.length > 0
      ? 'the engine drops an empty message; where does this come from?'
      : undefined;
  }
  if (stored.length === 0 && letters.length === 0) {
    return 'vanished';
  }
  if (new Set(queues).size < queues.length) {
    return 'more than one dead letter of one queue';
  }
  if (stored.some((signal) => queues.includes(`audit_${signal}_queue`))) {
    return 'stored and a dead letter of the same queue';
  }
  if (letters.some(({ message }) => message !== value.toString('hex'))) {
    return 'the dead letter is not the message as it came';
  }
  if (!isJson(value) && (stored.length > 0 || letters.length !== 1)) {
    return `no JSON, but ${stored.length} signals stored and ${letters.length} dead letters`;
  }
  return undefined;
}

function isJson(value: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
    return true;
  } catch {
    return false;
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
