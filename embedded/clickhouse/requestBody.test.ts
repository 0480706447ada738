import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { receiveStatement, statementText } from './requestBody';

let directory: string;
let spool: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'girok-body-'));
  spool = path.join(directory, 'body');
});
afterAll(() => rm(directory, { recursive: true }));

/** A request as Node gives it, with the body in pieces of the given size. */
function request(body: Buffer, { encoding, piece = 7 }: { encoding?: string; piece?: number } = {}): IncomingMessage {
  const pieces = Array.from({ length: Math.ceil(body.length / piece) }, (_, i) =>
    body.subarray(i * piece, (i + 1) * piece)
  );
  return Object.assign(Readable.from(pieces), {
    headers: { 'content-encoding': encoding },
  }) as unknown as IncomingMessage;
}

const HOSTILE = Buffer.from([0xff, 0xfe, 0, 0x27, 0x5c, 0x0a, 0x0d, 0x3b, 0xc3, 0x28, 0x60, 0x22, 0x2a, 0x2f]);

describe('an INSERT', () => {
  const statement = 'INSERT INTO t FORMAT RawBLOB';
  const all = Buffer.concat([Buffer.from(`${statement}\n`), HOSTILE]);
  test.each([
    ['statement in the URL', statement, HOSTILE, undefined],
    ['statement in the body', '', all, undefined],
    ['gzip', statement, gzipSync(HOSTILE), 'gzip'],
    ['deflate', '', deflateSync(all), 'deflate'],
    ['brotli', statement, brotliCompressSync(HOSTILE), 'br'],
  ])('%s: data reaches the file byte for byte', async (_, query, body, encoding) => {
    const received = await receiveStatement(query, request(body, { encoding }), spool);
    expect(received.insert?.format).toBe('RawBLOB');
    expect(await readFile(spool)).toEqual(HOSTILE);
    expect(received).toMatchObject({ dataBytes: HOSTILE.length });
  });

  test('a first piece longer than the search for the statement', async () => {
    const rows = Buffer.alloc(1_000_000, 'x');
    const body = Buffer.concat([Buffer.from(`${statement}\n`), rows]);
    await receiveStatement('', request(body, { piece: 600_000 }), spool);
    expect((await readFile(spool)).equals(rows)).toBe(true);
  });
});

test('statement split over URL and body are joined by a line break', async () => {
  const received = await receiveStatement('SELECT 1', request(Buffer.from('+ 1')), spool);
  expect(received).toEqual({ sql: Buffer.from('SELECT 1\n+ 1') });
});

test('no body', async () => {
  expect(await receiveStatement('SELECT 1', request(Buffer.alloc(0)), spool)).toEqual({
    sql: Buffer.from('SELECT 1\n'),
  });
});

test.each([
  ['damaged gzip', Buffer.from('no gzip'), 'gzip', /Code: 271/],
  ['cut off gzip', gzipSync(Buffer.alloc(10_000, 'ab')).subarray(0, 30), 'gzip', /Code: 271/],
  ['unknown encoding', Buffer.from('x'), 'zstd', /Code: 89.*zstd/],
])('%s', async (_, body, encoding, error) => {
  await expect(receiveStatement('INSERT INTO t FORMAT TSV', request(body, { encoding }), spool)).rejects.toThrow(error);
});

test('an endless statement is refused', async () => {
  const body = Buffer.concat([Buffer.from('SELECT '), Buffer.alloc(17 * 1024 * 1024, '1')]);
  await expect(receiveStatement('', request(body, { piece: 1 << 20 }), spool)).rejects.toThrow(/Max query size/);
});

test.each([
  ['UTF-8 stays', Buffer.from("SELECT 'ü€😀'"), "SELECT 'ü€😀'"],
  ['single bytes', Buffer.from([0x27, 0xff, 0x41, 0xfe, 0x27]), "'\\xffA\\xfe'"],
  ['a cut off sequence', Buffer.from([0xe2, 0x82, 0x27]), "\\xe2\\x82'"],
  ['surrogates in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80'],
  ['valid beside invalid', Buffer.concat([Buffer.from('ü'), Buffer.from([0x80])]), 'ü\\x80'],
])('bytes that are not UTF-8: %s', (_, bytes, text) => expect(statementText(bytes)).toBe(text));
