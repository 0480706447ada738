import fc from 'fast-check';

/** JSON texts, valid or not, that are put where another value is expected. */
const WRONG_VALUES = [
  ...['null', 'true', 'false', 'NaN', 'Infinity', 'undefined', '{}', '[]', '[[]]', '[null]', '[{}]', '{"":null}'],
  ...['0', '-0', '-1', '1.5', '300', '1e999', '-1e999', '1e-999', '1E+2', '01', '.5', '5.', '+5', '0x10'],
  ...['18446744073709551615', '18446744073709551616', '9223372036854775808', '-9223372036854775809', '4294967296'],
  ...['9'.repeat(40), `0.${'3'.repeat(400)}`, '7'.repeat(5000), `-${'8'.repeat(400)}.5e-300`],
  ...['""', '"x"', '"NaN"', '"-1"', '"1e18"', '" 5"', '"0x10"', '"18446744073709551616"', `"${'9'.repeat(5000)}"`],
  ...['"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\x"', '"\\u12"', '"\t"', '"\u0000"', "'x'", '"unterminated'],
  ...[
    '{"stringValue":5}',
    '{"intValue":"x"}',
    '{"unknownValue":1}',
    '{"arrayValue":5}',
    '{"stringValue":"a","intValue":1}',
  ],
];

/** Nanoseconds at and beyond the edges of every type on their way. */
export const WRONG_TIMES = [
  '0',
  '1',
  '-1',
  '1000000000',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
];

/** Around the depth at which parsers give up, and far beyond. */
const DEPTHS = [2, 10, 100, 500, 1000, 1020, 1024, 1030, 2000, 100_000];
const nested = (depth: number, [open, close]: [string, string]) => open.repeat(depth) + 'null' + close.repeat(depth);
export const deep: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...DEPTHS),
    fc.constantFrom<[string, string]>(
      ['[', ']'],
      ['{"a":', '}'],
      ['{"arrayValue":{"values":[', ']}}'],
      ['{"kvlistValue":{"values":[{"key":"k","value":', '}]}}']
    )
  )
  .map(([depth, brackets]) => nested(depth, brackets));

/** JSON text, valid or not, for the place of another value. */
export const wrongValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...WRONG_VALUES) },
  { weight: 4, arbitrary: fc.constantFrom(...WRONG_TIMES).chain((time) => fc.constantFrom(time, `"${time}"`)) },
  { weight: 3, arbitrary: deep },
  { weight: 3, arbitrary: fc.json() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom(1e4, 1e6).map((length) => `"${'ㅋ'.repeat(length / 3)}"`) }
);

/** JSON text for the place of a key. */
export const wrongKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('""', '"__proto__"', '"\\u0000"', '"timeUnixNano"', '"ключ"', '5'),
  fc.constant(`"${'k'.repeat(1e6)}"`)
);
