import { testUrl } from './testClient';

/** A request as clickhouse-go sends it for the Grafana data source: statement in the body, gzip accepted but not asked for. */
async function goQuery(sql: string): Promise<Response> {
  const url = `${testUrl()}/?client_protocol_version=54460&database=default&default_format=Native&max_execution_time=30`;
  const headers = { authorization: `Basic ${Buffer.from('default:').toString('base64')}`, 'accept-encoding': 'gzip' };
  return fetch(url, { method: 'POST', body: sql, headers });
}

/** Reads Native blocks the way clickhouse-go's proto.Block.Decode does at the given revision. */
class Reader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }
  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) {
      throw new Error(`${length} bytes expected at ${this.at} of ${this.bytes.length}`);
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  varint(): number {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = this.take(1)[0];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
    }
  }
  string(): string {
    return this.take(this.varint()).toString('utf8');
  }
  u64(): bigint {
    return this.take(8).readBigUInt64LE();
  }
}

type Column = { name: string; type: string; values: unknown[] };

function decode(bytes: Buffer, revision: number): Column[][] {
  const reader = new Reader(bytes);
  const blocks: Column[][] = [];
  while (!reader.ended) {
    if (revision > 0) {
      expect([...reader.take(8)]).toEqual([1, 0, 2, 255, 255, 255, 255, 0]);
    }
    const [columns, rows] = [reader.varint(), reader.varint()];
    blocks.push(
      Array.from({ length: columns }, () => {
        const [name, type] = [reader.string(), reader.string()];
        if (revision >= 54454) {
          expect(reader.take(1)[0]).toBe(0);
        }
        const state = type.includes('LowCardinality') ? reader.u64() : undefined;
        expect(state).toBe(type.includes('LowCardinality') ? 1n : undefined);
        return { name, type, values: values(reader, type, rows) };
      })
    );
  }
  return blocks;
}

function values(reader: Reader, type: string, rows: number): unknown[] {
  const each = (read: () => unknown) => Array.from({ length: rows }, read);
  const inner = /^(\w+)\((.*)\)$/.exec(type);
  if (type === 'String') {
    return each(() => reader.string());
  }
  if (type === 'UInt8') {
    return each(() => reader.take(1)[0]);
  }
  if (type === 'UInt32' || type.startsWith('DateTime(') || type === 'DateTime') {
    return each(() => reader.take(4).readUInt32LE());
  }
  if (type === 'UInt64' || type.startsWith('DateTime64')) {
    return each(() => reader.u64());
  }
  if (type === 'Float64') {
    return each(() => reader.take(8).readDoubleLE());
  }
  if (inner?.[1] === 'Nullable') {
    const nulls = [...reader.take(rows)];
    return values(reader, inner[2], rows).map((value, i) => (nulls[i] ? null : value));
  }
  if (inner?.[1] === 'Array') {
    const ends = each(() => Number(reader.u64())) as number[];
    const flat = values(reader, inner[2], ends.at(-1) ?? 0);
    return ends.map((end, i) => flat.slice(ends[i - 1] ?? 0, end));
  }
  if (inner?.[1] === 'Map') {
    const [key, item] = inner[2].split(/, (.*)/);
    const ends = each(() => Number(reader.u64())) as number[];
    const [keys, items] = [values(reader, key, ends.at(-1) ?? 0), values(reader, item, ends.at(-1) ?? 0)];
    const pairs = keys.map((name, i) => [name, items[i]]);
    return ends.map((end, i) => Object.fromEntries(pairs.slice(ends[i - 1] ?? 0, end)));
  }
  if (inner?.[1] === 'LowCardinality') {
    return lowCardinality(reader, inner[2], rows);
  }
  throw new Error(`This reader knows no ${type}`);
}

function lowCardinality(reader: Reader, type: string, rows: number): unknown[] {
  if (rows === 0) {
    return [];
  }
  const width = 1 << Number(reader.u64() & 0xffn);
  const dictionary = values(reader, type, Number(reader.u64()));
  expect(Number(reader.u64())).toBe(rows);
  return Array.from({ length: rows }, () => dictionary[reader.take(width).readUIntLE(0, width)]);
}

const decoded = async (sql: string) => {
  const response = await goQuery(sql);
  expect(response.headers.get('content-encoding')).toBeNull();
  return decode(Buffer.from(await response.arrayBuffer()), 0);
};

test('hello: the block of revision 54460 that asks for revision 0 from here on', async () => {
  const response = await goQuery('SELECT displayName(), version(), revision(), timezone()');
  const [columns, ...more] = decode(Buffer.from(await response.arrayBuffer()), 54460);
  expect(more).toEqual([]);
  expect(columns).toEqual([
    { name: 'displayName()', type: 'String', values: ['girok-embedded'] },
    { name: 'version()', type: 'String', values: [expect.stringMatching(/^\d+(\.\d+){3}$/)] },
    { name: 'revision()', type: 'UInt32', values: [0] },
    { name: 'timezone()', type: 'String', values: ['UTC'] },
  ]);
});

test('ping', async () => {
  expect(await decoded('SELECT 1')).toEqual([[{ name: '1', type: 'UInt8', values: [1] }]]);
});

test('the types of the OpenTelemetry tables', async () => {
  const [columns] = await decoded(`
    SELECT toDateTime64('2026-01-02 03:04:05.000000006', 9, 'UTC') AS time, 'ü' AS s, toLowCardinality('svc') AS service,
      CAST(map('k', 'v', 'l', 'w'), 'Map(LowCardinality(String), String)') AS attributes, [1, 2]::Array(UInt64) AS list,
      NULL::Nullable(Float64) AS none, 0.5::Nullable(Float64) AS half`);
  expect(columns).toEqual([
    { name: 'time', type: "DateTime64(9, 'UTC')", values: [1767323045000000006n] },
    { name: 's', type: 'String', values: ['ü'] },
    { name: 'service', type: 'LowCardinality(String)', values: ['svc'] },
    { name: 'attributes', type: 'Map(LowCardinality(String), String)', values: [{ k: 'v', l: 'w' }] },
    { name: 'list', type: 'Array(UInt64)', values: [[1n, 2n]] },
    { name: 'none', type: 'Nullable(Float64)', values: [null] },
    { name: 'half', type: 'Nullable(Float64)', values: [0.5] },
  ]);
});

test('many blocks: every row once', async () => {
  const blocks = await decoded('SELECT number FROM numbers(300000)');
  expect(blocks.length).toBeGreaterThan(1);
  const seen = blocks.flatMap(([column]) => column.values as bigint[]);
  expect(seen).toHaveLength(300_000);
  expect(new Set(seen).size).toBe(300_000);
});

test.each([
  ['SHOW DATABASES', 'name'],
  ['SHOW TABLES FROM "system"', 'name'],
  ['DESC TABLE "system"."one"', 'name'],
  ["SELECT name, type, table FROM system.columns WHERE database IN ('system') AND table = 'one'", 'name'],
  ['SELECT version()', 'version()'],
  ['SELECT name FROM system.functions LIMIT 10000', 'name'],
])('schema browsing of the data source: %s', async (sql, column) => {
  const [columns] = await decoded(sql);
  expect(columns[0].name).toBe(column);
  expect(columns[0].values.length).toBeGreaterThan(0);
});

test('an error is a text with its code in a header', async () => {
  const response = await goQuery('SELECT nope');
  expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([404, '47']);
  expect(await response.text()).toMatch(/^Code: 47\. DB::Exception: /);
});
