import fc from 'fast-check';

import { type Signal, SIGNALS } from '../pipeline';
import { brokenBytes } from './brokenBytes';
import { type Hostile } from './hostile';
import { id, wholeMessage } from './wholeMessage';
import { toProtobuf } from '../../otlp/encodeForTest';

/** Hostile messages for the protobuf topic of a signal. */
export function anyHostileProtobuf(signal: Signal): fc.Arbitrary<Hostile> {
  return fc.oneof(
    { weight: 6, arbitrary: brokenBytes(signal, (message) => toProtobuf(signal, message)) },
    { weight: 4, arbitrary: extremeNumbers(signal) },
    { weight: 2, arbitrary: noUtf8(signal) },
    { weight: 2, arbitrary: deepValue(signal) },
    { weight: 2, arbitrary: another(signal) },
    { weight: 2, arbitrary: rubbish }
  );
}

/** Numbers at the edges of their types: every one of a message's, so that each view has its share. */
function extremeNumbers(signal: Signal): fc.Arbitrary<Hostile> {
  const extremes = ['0', '1', '-1', '4294967295', '9223372036854775807', '18446744073709551615', 'NaN', 'Infinity'];
  return fc.record({ id, number: fc.constantFrom(...extremes) }).map(({ id: own, number }) => {
    const message: unknown = JSON.parse(JSON.stringify(wholeMessage(signal, own)), (name, value: unknown) => {
      const isDouble = /^(asDouble|doubleValue|sum|min|max|quantile|value|zeroThreshold|explicitBounds)$/.test(name);
      const isInteger = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
      return isInteger && (isDouble || !/^[NI]/.test(number)) ? (isDouble ? Number(number) : number) : value;
    });
    return { kind: `${signal}, every number ${number}`, value: Buffer.from(toProtobuf(signal, message as object)) };
  });
}

/** Text that is no UTF-8. */
function noUtf8(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({
      id,
      at: fc.constantFrom('hostile', 'service.name', 'scope', 'neighbour', 'audit.record.id', 'https'),
      byte: fc.constantFrom(0x00, 0x80, 0xc0, 0xed, 0xff),
    })
    .map(({ id: own, at, byte }) => {
      const value = Buffer.from(toProtobuf(signal, wholeMessage(signal, own)));
      value[Math.max(0, value.indexOf(at))] = byte;
      return { kind: `${signal}, ${at} with byte ${byte}`, value };
    });
}

/** An attribute value that holds a value that holds a value. */
function deepValue(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({ id, depth: fc.constantFrom(3, 4, 5, 20, 33, 60, 99, 100, 101, 300), list: fc.boolean() })
    .map(({ id: own, depth, list }) => {
      let value: object = { stringValue: 'bottom' };
      for (let i = 0; i < depth; i++) {
        value = list ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ key: 'k', value }] } };
      }
      const message = JSON.stringify(wholeMessage(signal, own)).replace('{"boolValue":true}', JSON.stringify(value));
      return {
        kind: `${signal}, a value ${depth} deep`,
        value: Buffer.from(toProtobuf(signal, JSON.parse(message) as object)),
      };
    });
}

/** A request of another signal: on the wire it looks alike. */
function another(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({ id, other: fc.constantFrom(...SIGNALS.filter((one) => one !== signal)) })
    .map(({ id: own, other }) => ({
      kind: `${other} among the ${signal}`,
      value: Buffer.from(toProtobuf(other, wholeMessage(other, own))),
    }));
}

const rubbish: fc.Arbitrary<Hostile> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => ({ kind: 'binary', value: Buffer.from(bytes) })),
  fc.json().map((json) => ({ kind: 'JSON', value: Buffer.from(json) })),
  fc
    .constantFrom(
      [0x0a],
      [0x0a, 0x00],
      [0x0b],
      [0x0c],
      [0x0e],
      [0x0f],
      [0x00],
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
      [0x08, ...Array<number>(11).fill(0xff)]
    )
    .map((bytes) => ({ kind: `wire ${bytes.join(' ')}`, value: Buffer.from(bytes) })),
  fc
    .constantFrom(1000, 200_000)
    .map((times) => ({ kind: `${times} empty resources`, value: Buffer.from('\x0a\x00'.repeat(times)) }))
);
