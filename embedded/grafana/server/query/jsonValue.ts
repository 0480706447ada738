import { type ClickHouseType, unwrap } from './clickHouseType';

const INTEGER = /^U?Int\d+$/;

/** A number from ClickHouse's text or JSON: bigint when it is an integer that a double cannot hold, null for null. */
export function numberOf(value: unknown, frameType: string): number | bigint | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'number') {
    return value;
  }
  const written = String(value);
  switch (written) {
    case 'nan':
    case '-nan':
      return NaN;
    case 'inf':
      return Infinity;
    case '-inf':
      return -Infinity;
    default: {
      const number = Number(written);
      return frameType.includes('int') && !Number.isSafeInteger(number) ? BigInt(written) : number;
    }
  }
}

/**
 * A nested value as the data source's backend writes it into a JSON field: integers as numbers (ClickHouse sent wide
 * ones as text), map keys sorted as Go sorts them, NaN and infinities null, decimals and everything else as text.
 */
export function jsonValue(type: ClickHouseType, value: unknown): unknown {
  const { type: bare } = unwrap(type);
  if (value === null || value === undefined) {
    return null;
  }
  if (INTEGER.test(bare.name)) {
    return numberOf(value, 'int64');
  }
  if (/^B?Float/.test(bare.name)) {
    const number = numberOf(value, 'float64');
    return typeof number === 'number' && Number.isFinite(number) ? number : null;
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) => jsonValue(elementType(bare, index), entry));
  }
  if (typeof value === 'object') {
    const sorted = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return Object.fromEntries(sorted.map(([key, entry]) => [key, jsonValue(entryType(bare, key), entry)]));
  }
  return value;
}

const UNKNOWN: ClickHouseType = { name: 'Dynamic', args: [] };

function elementType({ name, args }: ClickHouseType, index: number): ClickHouseType {
  if (name === 'Nested') {
    return { name: 'Tuple', args };
  }
  return (name === 'Tuple' ? args[index]?.type : args[0]?.type) ?? UNKNOWN;
}

function entryType({ name, args }: ClickHouseType, key: string): ClickHouseType {
  if (name === 'Map') {
    return args[1]?.type ?? UNKNOWN;
  }
  return args.find(({ label }) => label === key)?.type ?? UNKNOWN;
}
