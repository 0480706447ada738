import { identifier, literal, type Sql, sql } from '../../../queries/sql';
import { check, type Check } from '../check';
import { type DoctorContext } from '../context';
import { explainError } from '../explainError';
import { readsKafka, type Signal, type SignalPath, signalsOf } from '../signals';
import { smokeMessages } from './messages';
import { type Place, send } from './send';
import { failure, ok, type Verdict } from '../verdict';
import { list } from '../words';

export interface SmokeOptions {
  /** Longest wait for the rows. Milliseconds. */
  timeoutMs: number;
  /** Called about once a second while rows are missing. */
  onProgress: (waitingFor: Signal[], elapsedMs: number) => void;
}

/** A queue that has just started joins its group after 6 s and flushes after 5 s. Milliseconds. */
export const SMOKE_TIMEOUT_MS = 60_000;

const ASK_EVERY_MS = 200;
const PROGRESS_EVERY_MS = 1000;

/** What became of the message of one signal. */
export interface SmokeFacts {
  signal: Signal;
  place: Place;
  table: string;
  /** From the sending to the first look that saw the row; undefined: not seen in time. */
  storedAfterMs?: number;
  /** Reason of the dead letter that it became instead. */
  deadLetter?: string;
}

interface SmokeOutcome {
  facts: SmokeFacts[];
  timeoutMs: number;
  /** Why nothing was sent. */
  error?: unknown;
}

/**
 * Sends one OTLP message of each signal (service.name `girok-doctor`) on the way that all take, and waits until a row of
 * each is stored. Leaves three rows behind.
 */
export const smokeCheck = (options: SmokeOptions): Check =>
  check<SmokeOutcome>({
    area: 'Rows',
    name: 'smoke',
    needs: ['ClickHouse', 'database', 'Kafka'],
    probe: async (context) => {
      const { timeoutMs } = options;
      try {
        return { facts: await sendAndWait(context, options), timeoutMs };
      } catch (error) {
        return { facts: [], timeoutMs, error };
      }
    },
    judge: ({ facts, timeoutMs, error }) => {
      if (error === undefined) {
        return judgeSmoke(facts, timeoutMs);
      }
      const { text, next } = explainError(error);
      return [failure(`nothing was sent: ${text}`, next)];
    },
  });

async function sendAndWait(context: DoctorContext, options: SmokeOptions): Promise<SmokeFacts[]> {
  const { config } = context;
  const signals = signalsOf(config);
  if (!readsKafka(config)) {
    await refuseKafkaQueues(context, signals);
  }
  const begun = performance.now();
  const places = await send(context, signals, smokeMessages(Date.now()));
  const facts = signals.flatMap(({ signal, table }): SmokeFacts[] => {
    const place = places.get(signal);
    return place ? [{ signal, place, table: `${config.database}.${table}` }] : [];
  });
  let told = begun;
  for (;;) {
    const missing = facts.filter(({ storedAfterMs, deadLetter }) => storedAfterMs === undefined && !deadLetter);
    const now = performance.now();
    if (missing.length === 0 || now - begun > options.timeoutMs) {
      return facts;
    }
    if (now - told > PROGRESS_EVERY_MS) {
      told = now;
      options.onProgress(
        missing.map(({ signal }) => signal),
        now - begun
      );
    }
    for (const one of missing) {
      if (await isStored(context, one)) {
        one.storedAfterMs = performance.now() - begun;
      } else {
        one.deadLetter = await deadLetterOf(context, one);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

export function judgeSmoke(facts: SmokeFacts[], timeoutMs: number): Verdict[] {
  const verdicts = facts.flatMap(({ signal, place, table, storedAfterMs, deadLetter }) => {
    const at = `${place.topic}, partition ${place.partition}, offset ${place.offset}`;
    if (deadLetter) {
      return [
        failure(
          `${signal}: the message (${at}) became a dead letter: ${deadLetter}`,
          'The view cannot read what the topic carries: does GIROK_KAFKA_FORMAT say what the queue was made for?'
        ),
      ];
    }
    return storedAfterMs === undefined
      ? [
          failure(
            `${signal}: the message (${at}) was not stored in ${table} within ${timeoutMs / 1000} s`,
            'See Queues above: consumers say why. A queue far behind needs longer: --smoke-timeout.'
          ),
        ]
      : [];
  });
  if (verdicts.length > 0) {
    return verdicts;
  }
  const times = facts.map(({ signal, storedAfterMs }) => `${signal} ${((storedAfterMs ?? 0) / 1000).toFixed(1)} s`);
  return [ok(`one message of each signal was sent and is stored: ${list(times)} after it was sent`)];
}

/** An INSERT into a queue of the Kafka engine would write to the topic. @throws Error */
async function refuseKafkaQueues({ ask, config }: DoctorContext, signals: SignalPath[]): Promise<void> {
  const rows = await ask<{ name: string; engine: string }>(sql`
    SELECT name, engine FROM system.tables WHERE database = ${literal(config.database)}`);
  const kafka = signals.find(({ queue }) => rows.some(({ name, engine }) => name === queue && engine === 'Kafka'));
  if (kafka) {
    throw new Error(`${config.database}.${kafka.queue} reads Kafka, but GIROK_QUEUES=null.\n  Correct GIROK_QUEUES.`);
  }
}

async function isStored({ ask }: DoctorContext, { signal, table, place }: SmokeFacts): Promise<boolean> {
  const time = identifier(signal === 'metrics' ? 'TimeUnix' : 'Timestamp');
  const [{ rows }] = await ask<{ rows: string }>(sql`
    SELECT count() AS rows FROM ${identifier(table)}
    WHERE ${isAt(place)} AND ${time} > now() - INTERVAL 1 HOUR`);
  return Number(rows) > 0;
}

async function deadLetterOf({ ask, config }: DoctorContext, { place }: SmokeFacts): Promise<string | undefined> {
  const letters = await ask<{ reason: string }>(sql`
    SELECT Reason AS reason FROM ${identifier(`${config.database}.otel_audit_dead_letters`)}
    WHERE ${isAt(place)} AND Time > now() - INTERVAL 1 HOUR LIMIT 1`);
  return letters[0]?.reason;
}

const isAt = ({ topic, partition, offset }: Place): Sql =>
  sql`_topic = ${literal(topic)} AND _partition = ${literal(partition)} AND _offset = ${literal(BigInt(offset))}`;
