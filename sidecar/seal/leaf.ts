import { sha256 } from './canonical';

/**
 * What of an audit event is sealed, in this order, by the name `rb1`: every column that the sender filled and that tells
 * two events apart. Not sealed are the columns derived from these (compared with their rule when verifying) and what says
 * how the event came (topic, partition, offset, ingest time), which differs when the same message is delivered again.
 * A list is never changed: a new one gets a new name, and old seals are checked with theirs.
 */
const RB1 = [
  ['Timestamp', 'int64'],
  ['ObservedTimestamp', 'int64'],
  ['TraceId', 'string'],
  ['SpanId', 'string'],
  ['TraceFlags', 'uint8'],
  ['SeverityText', 'string'],
  ['SeverityNumber', 'uint8'],
  ['ServiceName', 'string'],
  ['Body', 'string'],
  ['EventName', 'string'],
  ['ResourceSchemaUrl', 'string'],
  ['ResourceAttributes', 'map'],
  ['ScopeSchemaUrl', 'string'],
  ['ScopeName', 'string'],
  ['ScopeVersion', 'string'],
  ['ScopeAttributes', 'map'],
  ['LogAttributes', 'map'],
  ['DroppedAttributesCount', 'uint32'],
  ['RecordHash', 'uint64'],
  ['ClampedFrom', 'uint64'],
] as const;

type Kind = (typeof RB1)[number][1];

export const LEAF_SPEC = 'rb1';

// a map keeps the order in which it was sent: sorted, equal maps have equal bytes
const canonicalColumn = (name: string, kind: Kind) => (kind === 'map' ? `mapSort((k, v) -> (k, v), ${name})` : name);

/** SQL of the leaf of one row, 32 bytes: SHA-256 of a zero byte and the RowBinary of the columns. */
export const LEAF_SQL = `SHA256(concat('\\0', formatRow('RowBinary', ${RB1.map(([name, kind]) => canonicalColumn(name, kind)).join(', ')})))`;

/** SQL that reads a row for `leafOf`: numbers as text, maps as sorted pairs. */
export const LEAF_ROW_SQL = `tuple(${RB1.map(([name, kind]) =>
  kind === 'map'
    ? `arrayZip(mapKeys(${canonicalColumn(name, kind)}), mapValues(${canonicalColumn(name, kind)}))`
    : `toString(${kind === 'int64' ? `toUnixTimestamp64Nano(${name})` : name})`
).join(', ')})`;

/** A row as LEAF_ROW_SQL reads it. */
export type LeafRow = Array<string | Array<[string, string]>>;

/** The leaf of a row, computed without ClickHouse. @throws Error for a row of another form */
export function leafOf(row: LeafRow): Buffer {
  if (row.length !== RB1.length) {
    throw new Error(`A row of ${LEAF_SPEC} has ${RB1.length} values, not ${row.length}.`);
  }
  return sha256(Buffer.concat([Buffer.from([0]), ...RB1.map(([name, kind], i) => bytesOf(row[i], kind, name))]));
}

/** The row with the names of its columns, for people. */
export const namedRow = (row: LeafRow) => Object.fromEntries(RB1.map(([name], i) => [name, row[i]]));

function bytesOf(value: LeafRow[number], kind: Kind, name: string): Buffer {
  if (kind === 'map') {
    if (!Array.isArray(value)) {
      throw new Error(`${name} must be pairs.`);
    }
    return Buffer.concat([varint(value.length), ...value.flatMap(([key, of]) => [text(key), text(of)])]);
  }
  if (typeof value !== 'string') {
    throw new Error(`${name} must be text.`);
  }
  return kind === 'string' ? text(value) : number(value, kind);
}

function number(value: string, kind: 'int64' | 'uint64' | 'uint32' | 'uint8'): Buffer {
  const bytes = Buffer.alloc(8);
  if (kind === 'int64') {
    bytes.writeBigInt64LE(BigInt(value));
  } else {
    bytes.writeBigUInt64LE(BigInt(value));
  }
  return bytes.subarray(0, { int64: 8, uint64: 8, uint32: 4, uint8: 1 }[kind]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** LEB128, as RowBinary writes lengths. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      return Buffer.from([...bytes, rest]);
    }
    bytes.push((rest % 128) + 128);
  }
}
