import { CompressionTypes } from 'kafkajs';

import { SIGNALS, type Signal } from './pipeline';
import { type ScratchKafkaPipeline, scratchKafkaPipeline } from './scratchKafkaPipeline';
import { sdkMessages } from './sdkMessages';
import { deadLetters, expectedRows, sorted, storedRows } from './storedRows';
import { Corpus, random } from '../../migrations/corpus';

const SEED = 20260122;
const PARTITIONS = 3;
/** Of each signal, beside those of the SDK. */
const MESSAGES = 60;

interface Sent {
  value: string | Buffer | null;
  /** What can be read from it. */
  signals: Partial<Record<Signal, object>>;
  /** The dead letters that it becomes: `queue: reason`. */
  dead: string[];
}

const otlp = (signal: Signal, message: object, value: string | Buffer = JSON.stringify(message)): Sent => ({
  value,
  signals: { [signal]: message },
  dead: [],
});
const dead = (value: Sent['value'], ...letters: string[]): Sent => ({ value, signals: {}, dead: letters });

/** Each reason of each queue: docs/ingestion.md, "Dead letters". */
const DEAD: Sent[] = [
  // the Kafka engine itself drops a message without a byte: nothing can record it
  dead(''),
  dead(null),
  dead(' ', 'audit_logs_queue: invalid_json'),
  dead('{', 'audit_logs_queue: invalid_json'),
  dead(Buffer.from([0x7b, 0xff, 0x7d]), 'audit_logs_queue: invalid_utf8'),
  dead('{"resourceProfiles":[]}', 'audit_logs_queue: unknown_signal'),
  dead('{"resourceLogs":[]}', 'audit_logs_queue: no_log_records'),
  dead('{"resourceSpans":[]}', 'audit_traces_queue: no_spans'),
  dead('{"resourceMetrics":[]}', 'audit_metrics_queue: no_data_points'),
  dead('{"resourceSpans":[', 'audit_traces_queue: invalid_json'),
  dead('{"resourceMetrics":[', 'audit_metrics_queue: invalid_json'),
  dead('{"resourceLogs":[],"resourceSpans":5}', 'audit_logs_queue: no_log_records', 'audit_traces_queue: no_spans'),
];

let pipeline: ScratchKafkaPipeline;
afterEach(() => pipeline.close());

test.each([
  ['as they are', CompressionTypes.None],
  ['in gzip', CompressionTypes.GZIP],
])(
  'messages of all signals on one topic are stored row by row, and what cannot be read is a dead letter: %s',
  async (_, compression) => {
    pipeline = await scratchKafkaPipeline({ partitions: PARTITIONS, blockMessages: 50 });
    const sent = shuffled([...(await goodMessages()), ...DEAD]);
    const messages = sent.map(({ value }) => ({ value }));
    const places = await pipeline.produce(messages, { compression });
    await pipeline.caughtUp();

    expect(new Set(places.map(({ partition }) => partition)).size).toBe(PARTITIONS);
    for (const signal of SIGNALS) {
      const expected = sent.flatMap(({ signals: { [signal]: message } }, i) =>
        message ? expectedRows(signal, message, places[i]) : []
      );
      expect(expected.length).toBeGreaterThan(MESSAGES);
      const stored = await storedRows(pipeline.client, signal);
      expect(stored.length).toBe(expected.length);
      expect(sorted(stored)).toEqual(sorted(expected));
    }
    const letters = sent.flatMap(({ dead: reasons, value }, i) =>
      reasons.map((letter) => ({
        letter,
        topic: pipeline.config.kafkaTopic,
        ...places[i],
        message: Buffer.from(value ?? '').toString('hex'),
      }))
    );
    expect(sorted(await deadLetters(pipeline.client))).toEqual(sorted(letters));
  }
);

/** Of every signal: generated ones with every kind of value, and what the SDK sends. */
async function goodMessages(): Promise<Sent[]> {
  const corpus = new Corpus(SEED, Date.now() - 60_000);
  const sdk = await sdkMessages(10);
  return SIGNALS.flatMap((signal) => [
    ...Array.from({ length: MESSAGES }, () => otlp(signal, corpus[signal]())),
    ...sdk[signal].map((bytes) => {
      const text = Buffer.from(bytes);
      return otlp(signal, JSON.parse(text.toString()) as object, text);
    }),
  ]);
}

function shuffled<T>(items: T[]): T[] {
  const next = random(SEED);
  return items
    .map((item) => [next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
