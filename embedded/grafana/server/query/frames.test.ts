import { type Field, frameJson } from './frame';
import { type CompactAnswer, type Format, frameOf } from './frames';
import { FrameError } from './longToWide';

function shaped(answer: CompactAnswer, format: Format) {
  return frameOf(answer, { refId: 'A', format, executed: 'SELECT 1' });
}

/** The frame as the browser reads it. */
function wire(answer: CompactAnswer, format: Format) {
  return JSON.parse(frameJson(shaped(answer, format)));
}

function oneColumn(type: string, ...values: unknown[]): Field {
  return shaped({ meta: [{ name: 'c', type }], data: values.map((value) => [value]) }, 1).fields[0];
}

const TEN = 1704164645000; // 2024-01-02T03:04:05Z

test.each<[type: string, value: unknown, field: Partial<Field>]>([
  ['DateTime', '2024-01-02T03:04:05Z', { type: 'time', frameType: 'time.Time', nullable: false, values: [TEN] }],
  ["DateTime('Europe/Berlin')", '2024-01-02T03:04:05Z', { type: 'time', values: [TEN] }],
  ["DateTime64(9, 'UTC')", '2024-01-02T03:04:05.123456789Z', { type: 'time', values: [TEN + 123], nanos: [456789] }],
  ['DateTime64(3)', '2024-01-02T03:04:05.120Z', { type: 'time', values: [TEN + 120], nanos: undefined }],
  ['DateTime64(6)', '2024-01-02T03:04:05.000001Z', { type: 'time', values: [TEN], nanos: [1000] }],
  ['DateTime64(3)', '1969-12-31T23:59:58.500Z', { type: 'time', values: [-1500] }],
  ['Nullable(DateTime)', null, { type: 'time', nullable: true, values: [null] }],
  ['Date', '2024-01-02', { type: 'time', values: [Date.UTC(2024, 0, 2)] }],
  ['Date32', '1925-01-02', { type: 'time', values: [Date.UTC(1925, 0, 2)] }],
  ['UInt8', 7, { type: 'number', frameType: 'uint8', values: [7] }],
  ['Int64', '-5', { type: 'number', frameType: 'int64', values: [-5] }],
  ['UInt64', '18446744073709551615', { type: 'number', frameType: 'uint64', values: [18446744073709551615n] }],
  ['Nullable(UInt64)', null, { type: 'number', frameType: 'uint64', nullable: true, values: [null] }],
  ['LowCardinality(Nullable(UInt16))', 3, { type: 'number', frameType: 'uint16', nullable: true, values: [3] }],
  ['SimpleAggregateFunction(sum, UInt64)', '3', { type: 'number', frameType: 'uint64', values: [3] }],
  [
    'Int128',
    '170141183460469231731687303715884105727',
    { type: 'number', frameType: 'float64', values: [1.7014118346046923e38] },
  ],
  ['Float64', 0.1, { type: 'number', frameType: 'float64', values: [0.1], entities: undefined }],
  ['Decimal(18, 4)', '1.25', { type: 'number', frameType: 'float64', values: [1.25] }],
  ['IntervalMinute', '5', { type: 'number', frameType: 'int64', values: [5] }],
  ['String', 'text', { type: 'string', frameType: 'string', nullable: false, values: ['text'] }],
  ['Nullable(String)', null, { type: 'string', nullable: true, values: [null] }],
  ['LowCardinality(String)', 'x', { type: 'string', values: ['x'] }],
  ['FixedString(4)', 'ab\u0000\u0000', { type: 'string', values: ['ab\u0000\u0000'] }],
  ["Enum8('a' = 1, 'b,)' = 2)", 'b,)', { type: 'string', values: ['b,)'] }],
  [
    'UUID',
    '8de5c3c4-5c65-494e-8e93-e55cf173bde0',
    { type: 'string', values: ['8de5c3c4-5c65-494e-8e93-e55cf173bde0'] },
  ],
  ['IPv4', '1.2.3.4', { type: 'string', values: ['1.2.3.4'] }],
  ['IPv6', '::1', { type: 'string', values: ['::1'] }],
  ['Nullable(Nothing)', null, { type: 'string', nullable: true, values: [null] }],
  ['Bool', true, { type: 'boolean', frameType: 'bool', values: [true] }],
  [
    'Map(String, UInt64)',
    { b: '18446744073709551615', a: '2' },
    { type: 'other', frameType: 'json.RawMessage', values: [{ a: 2, b: 18446744073709551615n }] },
  ],
  ['Array(Array(UInt64))', [['1'], []], { type: 'other', values: [[[1], []]] }],
  ['Tuple(UInt8, String)', [1, 'x'], { type: 'other', values: [[1, 'x']] }],
  ['Tuple(a UInt64, b Array(Float64))', { a: '1', b: ['nan', 2] }, { type: 'other', values: [{ a: 1, b: [null, 2] }] }],
  ['Nested(a UInt64, b String)', [{ a: '1', b: 'x' }], { type: 'other', values: [[{ a: 1, b: 'x' }]] }],
  ['Map(LowCardinality(String), Decimal(9, 2))', { a: '1.20' }, { type: 'other', values: [{ a: '1.20' }] }],
  ['JSON', { a: { b: '1' } }, { type: 'other', values: [{ a: { b: '1' } }] }],
])('%s of %j', (type, value, expected) => expect(oneColumn(type, value)).toMatchObject(expected));

test('NaN and infinities are null with their rows told apart', () => {
  expect(oneColumn('Float64', 1, 'nan', 'inf', '-inf', 'nan')).toMatchObject({
    values: [1, null, null, null, null],
    entities: { NaN: [1, 4], Inf: [2], NegInf: [3] },
  });
});

test('wide integers are written with every digit', () => {
  const text = frameJson(
    shaped(
      {
        meta: [
          { name: 'u', type: 'UInt64' },
          { name: 'm', type: 'Map(String, Int64)' },
        ],
        data: [['18446744073709551615', { k: '-9223372036854775808' }]],
      },
      1
    )
  );
  expect(text).toContain('"values":[[18446744073709551615],[{"k":-9223372036854775808}]]');
});

test('schema and data are as the plugin SDK writes them', () => {
  const answer = {
    meta: [
      { name: 'time', type: 'DateTime64(9)' },
      { name: 'v', type: 'Nullable(Float64)' },
    ],
    data: [['2024-01-02T03:04:05.000000001Z', 'nan']],
  };
  expect(wire(answer, 1)).toEqual({
    schema: {
      name: 'A',
      refId: 'A',
      meta: { typeVersion: [0, 0], executedQueryString: 'SELECT 1', preferredVisualisationType: 'table' },
      fields: [
        { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
        { name: 'v', type: 'number', typeInfo: { frame: 'float64', nullable: true } },
      ],
    },
    data: { values: [[TEN], [null]], entities: [null, { NaN: [0] }], nanos: [[1], null] },
  });
});

describe('time series (format 0)', () => {
  const LONG = [
    { name: 'time', type: 'DateTime' },
    { name: 'svc', type: 'LowCardinality(String)' },
    { name: 'ok', type: 'Bool' },
    { name: 'n', type: 'UInt64' },
  ];
  const at = (second: number) => `2024-01-02T03:04:0${second}Z`;

  test('long becomes wide: one labelled field per series, gaps null, sorted by labels', () => {
    const { schema, data } = wire(
      {
        meta: LONG,
        data: [
          [at(1), 'web', true, '1'],
          [at(1), 'api', false, '2'],
          [at(2), 'api', false, '3'],
        ],
      },
      0
    );
    expect(schema.meta).toMatchObject({
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      preferredVisualisationType: 'graph',
    });
    expect(schema.fields).toEqual([
      { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
      { name: 'n', type: 'number', typeInfo: { frame: 'uint64', nullable: true }, labels: { svc: 'api', ok: 'false' } },
      { name: 'n', type: 'number', typeInfo: { frame: 'uint64', nullable: true }, labels: { svc: 'web', ok: 'true' } },
    ]);
    expect(data.values).toEqual([
      [Date.parse(at(1)), Date.parse(at(2))],
      [2, 3],
      [1, null],
    ]);
  });

  test('of rows with the same time and labels the last one stays', () => {
    const { data } = wire(
      {
        meta: LONG,
        data: [
          [at(1), 'web', true, '1'],
          [at(1), 'web', true, '5'],
        ],
      },
      0
    );
    expect(data.values[1]).toEqual([5]);
  });

  test('times that differ only in nanoseconds are different times', () => {
    const meta = [
      { name: 't', type: 'DateTime64(9)' },
      { name: 's', type: 'String' },
      { name: 'n', type: 'UInt8' },
    ];
    const rows = [
      ['2024-01-02T03:04:05.000000001Z', 'a', 1],
      ['2024-01-02T03:04:05.000000002Z', 'a', 2],
    ];
    expect(wire({ meta, data: rows }, 0).data).toMatchObject({
      values: [
        [TEN, TEN],
        [1, 2],
      ],
      nanos: [[1, 2], null],
    });
  });

  test.each([
    [
      'descending',
      [
        [at(2), 'web', true, '1'],
        [at(1), 'web', true, '1'],
      ],
      'long series must be sorted ascending by time',
    ],
    ['null', [[null, 'web', true, '1']], 'input has null time values'],
  ])('%s times are an error', (_, data, message) => {
    const meta = [{ name: 'time', type: 'Nullable(DateTime)' }, ...LONG.slice(1)];
    expect(() => shaped({ meta, data }, 0)).toThrow(FrameError);
    expect(() => shaped({ meta, data }, 0)).toThrow(message);
  });

  test('wide stays as it is', () => {
    const answer = {
      meta: [LONG[0], LONG[3]],
      data: [
        [at(2), '1'],
        [at(1), '2'],
      ],
    };
    expect(wire(answer, 0).data.values).toEqual([
      [Date.parse(at(2)), Date.parse(at(1))],
      [1, 2],
    ]);
    expect(wire(answer, 0).schema.meta.type).toBeUndefined();
  });

  test('without a time column it stays as it is', () => {
    expect(shaped({ meta: LONG.slice(1), data: [['web', true, '1']] }, 0).fields.map(({ name }) => name)).toEqual([
      'svc',
      'ok',
      'n',
    ]);
  });

  test('JSON columns become text', () => {
    const { schema, data } = wire(
      { meta: [LONG[0], { name: 'm', type: 'Map(String, UInt8)' }], data: [[at(1), { a: 1 }]] },
      0
    );
    expect(schema.fields[1]).toMatchObject({ type: 'string' });
    expect(data.values[1]).toEqual(['{"a":1}']);
  });
});

test.each<[Format, number, string]>([
  [0, 0, 'graph'],
  [1, 2, 'table'],
  [2, 2, 'logs'],
  [3, 2, 'trace'],
])('an empty answer in format %d is a frame with %d fields, preferred as %s', (format, fields, preferred) => {
  const { schema, data } = wire(
    {
      meta: [
        { name: 'a', type: 'String' },
        { name: 'b', type: 'UInt8' },
      ],
      data: [],
    },
    format
  );
  expect(schema.fields).toHaveLength(fields);
  expect(data.values).toEqual(new Array(fields).fill([]));
  expect(schema.meta.preferredVisualisationType).toBe(preferred);
});

describe('logs (format 2)', () => {
  const meta = [
    { name: 'timestamp', type: 'DateTime' },
    { name: 'body', type: 'String' },
    { name: 'ResourceAttributes', type: 'Map(String, String)' },
    { name: 'LogAttributes', type: 'JSON' },
  ];
  const row = ['2024-01-02T03:04:05Z', 'hello', { 'service.name': 'web' }, { http: { status: 200 } }];

  test('attribute columns become one field of flat labels', () => {
    const { schema, data } = wire({ meta, data: [row] }, 2);
    expect(schema.fields.map(({ name }: { name: string }) => name)).toEqual(['timestamp', 'body', 'labels']);
    expect(data.values[2]).toEqual([{ 'LogAttributes.http.status': 200, 'ResourceAttributes.service.name': 'web' }]);
  });

  test('labels of the query itself are left alone', () => {
    const own = { meta: [...meta, { name: 'labels', type: 'Map(String, String)' }], data: [[...row, { a: 'b' }]] };
    expect(shaped(own, 2).fields.map(({ name }) => name)).toEqual([...meta.map(({ name }) => name), 'labels']);
  });
});
