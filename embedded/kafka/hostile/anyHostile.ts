import fc from 'fast-check';

import { SIGNALS } from '../pipeline';
import { brokenBytes } from './brokenBytes';
import { brokenField } from './brokenField';
import { type Hostile } from './hostile';
import { insaneTimes, noOtlp, severalSignals, strangeTime, wrapped } from './strange';

const signal = fc.constantFrom(...SIGNALS);

/** Hostile messages: broken on each level, from the bytes to the meaning of a field. */
export const anyHostile: fc.Arbitrary<Hostile> = fc.oneof(
  { weight: 10, arbitrary: signal.chain(brokenField) },
  { weight: 3, arbitrary: signal.chain(brokenBytes) },
  { weight: 2, arbitrary: severalSignals() },
  { weight: 2, arbitrary: signal.chain(wrapped) },
  { weight: 1, arbitrary: signal.chain(strangeTime) },
  { weight: 1, arbitrary: signal.chain(insaneTimes) },
  { weight: 1, arbitrary: noOtlp() }
);
