import { createWriteStream } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import { errorCode } from './errorCode';
import { ClickHouseException } from './exception';
import { findInsertData, type InsertWithData } from './insertStatement';

/** How much of a body is read in search of the end of an INSERT statement: ClickHouse's default max_query_size. */
const STATEMENT_HEAD_BYTES = 256 * 1024;
/** Longest statement without data. ClickHouse reads more only if max_query_size is raised; this is where it ends for us. */
const STATEMENT_LIMIT_BYTES = 16 * 1024 * 1024;

export type ReceivedStatement =
  | { insert?: undefined; sql: Buffer }
  | {
      insert: InsertWithData;
      /** The INSERT up to its data, as latin1 so that offsets are bytes. */
      statement: string;
      /** Bytes of data in the file. */
      dataBytes: number;
    };

/**
 * Reads a request: the statement into memory, the rows of an INSERT into the file `spool`, as they arrive. The file
 * holds the whole body before the engine sees a row, so a client that dies half way has inserted nothing.
 * @param query the part of the statement in the URL; the body follows it after a line break, as in ClickHouse
 * @throws ClickHouseException for a body that cannot be decompressed or a statement that is too long
 */
export async function receiveStatement(
  query: string,
  request: IncomingMessage,
  spool: string
): Promise<ReceivedStatement> {
  const head: Buffer[] = query === '' ? [] : [Buffer.from(`${query}\n`)];
  let length = query === '' ? 0 : head[0].length;
  const body = decompressed(request);
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const early = query === '' ? null : findInsertData(head[0].toString('latin1'));
  if (early) {
    return spoolRows(head, early, chunks, spool);
  }
  for (let searched = false; ; ) {
    const { done, value } = await read(chunks);
    if (!done) {
      head.push(value);
      length += value.length;
    }
    if (!searched && (done || length >= STATEMENT_HEAD_BYTES)) {
      searched = true;
      const insert = findInsertData(Buffer.concat(head).subarray(0, STATEMENT_HEAD_BYTES).toString('latin1'));
      if (insert) {
        return spoolRows(head, insert, chunks, spool);
      }
    }
    if (done) {
      return { sql: Buffer.concat(head) };
    }
    if (length > STATEMENT_LIMIT_BYTES) {
      await chunks.return?.();
      throw ClickHouseException.of(
        'SYNTAX_ERROR',
        `Max query size exceeded: ${STATEMENT_LIMIT_BYTES} bytes and no end`
      );
    }
  }
}

async function spoolRows(
  head: Buffer[],
  insert: InsertWithData,
  rest: AsyncIterator<Buffer>,
  spool: string
): Promise<ReceivedStatement> {
  const received = Buffer.concat(head);
  let dataBytes = 0;
  async function* rows() {
    for (let chunk: Buffer = received.subarray(insert.dataAt); ; ) {
      dataBytes += chunk.length;
      yield chunk;
      const { done, value } = await read(rest);
      if (done) {
        return;
      }
      chunk = value;
    }
  }
  await pipeline(rows, createWriteStream(spool));
  return { insert, statement: received.toString('latin1', 0, insert.dataAt), dataBytes };
}

async function read(chunks: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer, undefined>> {
  try {
    return await chunks.next();
  } catch (error) {
    if (/^(Z_|ERR__)/.test(errorCode(error) ?? '')) {
      throw ClickHouseException.of('CANNOT_DECOMPRESS', `The request body cannot be decompressed: ${String(error)}`);
    }
    throw error;
  }
}

function decompressed(request: IncomingMessage): Readable {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoders: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  if (encoding === 'identity' || encoding === '') {
    return request;
  }
  const decoder = decoders[encoding]?.();
  if (!decoder) {
    const what = `Unknown compression method: ${encoding}. This server takes gzip, deflate and br`;
    throw new ClickHouseException(89, `Code: 89. DB::Exception: ${what} (UNKNOWN_COMPRESSION_METHOD)`);
  }
  request.on('error', (error) => decoder.destroy(error));
  request.on('aborted', () => decoder.destroy(new Error('The client went away')));
  return request.pipe(decoder);
}

/** Statement bytes as text: bytes that are not UTF-8 become `\xNN`, which means the same inside a string literal. */
export function statementText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return escapeInvalid(bytes);
  }
}

const SEQUENCE =
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|([\x80-\xff])/g;

function escapeInvalid(bytes: Buffer): string {
  return bytes.toString('latin1').replace(SEQUENCE, (sequence, invalid: string | undefined) => {
    if (invalid !== undefined) {
      return `\\x${invalid.charCodeAt(0).toString(16).padStart(2, '0')}`;
    }
    const decoded = Buffer.from(sequence, 'latin1').toString('utf8');
    return decoded.includes('\ufffd') ? [...Buffer.from(sequence, 'latin1')].map(hexEscape).join('') : decoded;
  });
}

const hexEscape = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
