import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { formBoundary, readForm } from './formBody';

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['text/plain', undefined],
  [undefined, undefined],
])('boundary of %s', (type, boundary) => expect(formBoundary(type)).toBe(boundary));

const read = (text: string) => readForm(Readable.from([Buffer.from(text)]) as unknown as IncomingMessage, 'B');
const part = (name: string, value: string) =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

test('fields keep their bytes, line breaks and dashes included', async () => {
  const values: Array<[string, string]> = [
    ['query', 'SELECT {a:String}\r\n-- ü'],
    ['param_a', '\r\n--b\r\n'],
  ];
  expect(await read(`${values.map(([name, value]) => part(name, value)).join('')}--B--\r\n`)).toEqual(values);
});

test.each([
  ['cut off', part('query', 'SELECT 1')],
  ['no boundary at all', 'SELECT 1'],
  ['a part without a name', '--B\r\nX: y\r\n\r\n1\r\n--B--'],
  ['empty', ''],
])('refused: %s', async (_, text) => {
  await expect(read(text)).rejects.toThrow(/Code: 36/);
});
