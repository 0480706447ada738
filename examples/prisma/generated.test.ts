import { version } from '@prisma/client/package.json';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string) => readFileSync(path.join(__dirname, file), 'utf8');
const client = read('generated/internal/class.ts');
const settingOf = (name: string) =>
  JSON.parse(new RegExp(`"${name}": ("(?:[^"\\\\]|\\\\.)*")`).exec(client)![1]) as string;

test('the client is made of the schema as it is, by the version that runs it; if not: npm run prisma:client', () => {
  expect(settingOf('inlineSchema')).toBe(read('schema.prisma'));
  expect(settingOf('clientVersion')).toBe(version);
});
