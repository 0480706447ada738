import { isNativeHello, nativeHello } from './nativeHello';

test.each([
  ['SELECT displayName(), version(), revision(), timezone()', true],
  ['select version()', false],
  ['SELECT displayName(), version(), revision(), timezone(), 1', false],
])('%s', (sql, expected) => expect(isNativeHello(sql)).toBe(expected));

test('the bytes clickhouse-go decodes at revision 54460, with revision() = 0', () => {
  const bytes = nativeHello({ displayName: 'd', version: '1.2.3.4', timezone: 'UTC' });
  const column = (name: string, type: string, data: number[]) => [
    ...[name.length, ...Buffer.from(name), type.length, ...Buffer.from(type)],
    ...[0, ...data], // 0: no custom serialization
  ];
  const string = (value: string) => [value.length, ...Buffer.from(value)];
  expect([...bytes]).toEqual([
    ...[1, 0, 2, 255, 255, 255, 255, 0], // block info: not overflowing, bucket -1, end
    ...[4, 1], // columns, rows
    ...column('displayName()', 'String', string('d')),
    ...column('version()', 'String', string('1.2.3.4')),
    ...column('revision()', 'UInt32', [0, 0, 0, 0]),
    ...column('timezone()', 'String', string('UTC')),
  ]);
});

test('lengths above 127 take two bytes', () => {
  const bytes = nativeHello({ displayName: 'x'.repeat(200), version: '1', timezone: 'UTC' });
  const at = bytes.indexOf('x'.repeat(200));
  expect([...bytes.subarray(at - 2, at)]).toEqual([0xc8, 0x01]);
});
