import fc from 'fast-check';

import { type Signal } from '../pipeline';
import { type Hostile } from './hostile';
import { id, wholeMessage } from './wholeMessage';

/** A good message of which some bytes are cut off, flipped, put in or repeated. */
export function brokenBytes(
  signal: Signal,
  encode: (message: object) => Uint8Array = (message) => Buffer.from(JSON.stringify(message))
): fc.Arbitrary<Hostile> {
  return fc
    .record({
      id,
      how: fc.constantFrom('cut off', 'flipped', 'put in', 'taken out', 'repeated'),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      length: fc.nat(60),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    })
    .map(({ id: number, how, at, length, bytes }) => {
      const whole = encode(wholeMessage(signal, number));
      const from = Math.floor(at * whole.length);
      const [before, middle, after] = [
        whole.subarray(0, from),
        whole.subarray(from, from + length),
        whole.subarray(from + length),
      ];
      const parts: Record<typeof how, Uint8Array[]> = {
        'cut off': [before],
        flipped: [before, Uint8Array.of(whole[from] ^ (bytes[0] || 1)), whole.subarray(from + 1)],
        'put in': [before, bytes, middle, after],
        'taken out': [before, after],
        repeated: [before, middle, middle, after],
      };
      return { kind: `${signal}, bytes ${how} at ${from}`, value: Buffer.concat(parts[how]) };
    });
}
