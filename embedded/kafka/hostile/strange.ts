import fc from 'fast-check';
import { gzipSync } from 'node:zlib';

import { toProtobuf } from '../../otlp/encodeForTest';
import { SIGNALS as PATHS } from '../../otlp/signal';
import { type Signal, SIGNALS } from '../pipeline';
import { type Hostile } from './hostile';
import { id, wholeMessage } from './wholeMessage';
import { deep, WRONG_TIMES } from './wrongValue';

/** A good message in a wrapping that it should not have. */
export function wrapped(signal: Signal): fc.Arbitrary<Hostile> {
  return fc.tuple(id, fc.constantFrom(...Object.keys(WRAPPINGS))).map(([number, how]) => {
    const message = wholeMessage(signal, number);
    return { kind: `${signal} ${how}`, value: Buffer.from(WRAPPINGS[how](JSON.stringify(message), signal, message)) };
  });
}

const WRAPPINGS: Record<string, (json: string, signal: Signal, message: object) => string | Uint8Array> = {
  'after a byte order mark': (json) => `\ufeff${json}`,
  'in UTF-16': (json) => Buffer.from(json, 'utf16le'),
  twice: (json) => json + json,
  'in an array': (json) => `[${json}]`,
  'as a JSON string': (json) => JSON.stringify(json),
  'before a NUL': (json) => `${json}\0`,
  'after a NUL': (json) => `\0${json}`,
  'before rubbish': (json) => `${json} x`,
  'after a megabyte of blanks': (json) => ' '.repeat(2 ** 20) + json,
  'over many lines': (_json, _signal, message) => JSON.stringify(message, undefined, '\r\n\t'),
  'in gzip': (json) => gzipSync(json),
  'in protobuf': (_json, signal, message) => toProtobuf(signal, message),
  'with an escaped key': (json) => json.replace('resource', '\\u0072esource'),
  'with a key in capitals': (json) => json.replace('resource', 'RESOURCE'),
};

const TIME_FIELD = /^(observedT|startT|endT|t)imeUnixNano$/;

/** A message in which every time is the same impossible one, as text or as a number. */
export function insaneTimes(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({ id, time: fc.constantFrom(...WRONG_TIMES), isText: fc.boolean() })
    .map(({ id: number, time, isText }) => {
      const json = JSON.stringify(wholeMessage(signal, number), (name, value: unknown) =>
        TIME_FIELD.test(name) ? '@time' : value
      );
      return {
        kind: `${signal}, every time ${time}`,
        value: Buffer.from(json.replaceAll('"@time"', isText ? `"${time}"` : time)),
      };
    });
}

/** A message whose records have no time, with a strange time and key of its own. */
export function strangeTime(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({
      id,
      timestamp: fc.constantFrom('-1', '0', '1', '1000000000000'),
      key: fc.uint8Array({ maxLength: 30 }),
    })
    .map(({ id: number, timestamp, key }) => ({
      kind: `${signal} without times, in a message of ${timestamp}`,
      value: Buffer.from(
        JSON.stringify(wholeMessage(signal, number), (name, value: unknown) =>
          TIME_FIELD.test(name) ? undefined : value
        )
      ),
      key: Buffer.from(key),
      timestamp,
    }));
}

/** Signals that share a message: whole, empty, broken, or only mentioned. */
export function severalSignals(): fc.Arbitrary<Hostile> {
  const part = fc.constantFrom('whole', 'empty', 'null', 'number', 'mentioned', 'absent', 'absent');
  return fc.record({ id, logs: part, traces: part, metrics: part }).map(({ id: number, ...parts }) => {
    const members = SIGNALS.flatMap((signal) => {
      const { key } = PATHS[signal];
      const written: Record<string, string[]> = {
        whole: [JSON.stringify(wholeMessage(signal, number)).slice(1, -1)],
        empty: [`"${key}":[]`],
        null: [`"${key}":null`],
        number: [`"${key}":5`],
        mentioned: [`"about ${signal}":["${key}"]`],
        absent: [],
      };
      return written[parts[signal]];
    });
    return {
      kind: `logs ${parts.logs}, traces ${parts.traces}, metrics ${parts.metrics}`,
      value: Buffer.from(`{${members.join(',')}}`),
    };
  });
}

/** Nothing of OTLP. */
export function noOtlp(): fc.Arbitrary<Hostile> {
  const short = fc.constantFrom('', ' ', '\0', 'null', '0', '""', '[]', '{}', '<xml/>');
  const long = fc.constantFrom('[', '{"a":', '"', ' ', '\0');
  return fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => ({ kind: 'binary', value: Buffer.from(bytes) })),
    fc.json().map((json) => ({ kind: 'JSON', value: Buffer.from(json) })),
    deep.map((json) => ({ kind: 'deep JSON', value: Buffer.from(json) })),
    short.map((value) => ({ kind: JSON.stringify(value), value: Buffer.from(value) })),
    long.map((bit) => ({
      kind: `a megabyte of ${JSON.stringify(bit)}`,
      value: Buffer.from(bit.repeat(2 ** 20 / bit.length)),
    }))
  );
}
