import { type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

import { OtlpProblem } from './problem';

const DECODERS: Record<string, (() => NodeJS.ReadWriteStream & Readable) | undefined> = {
  gzip: createGunzip,
  deflate: createInflate,
};

/**
 * Reads a request body, decompressed, and stops as soon as it is larger than `limit` bytes: a small gzip that unpacks
 * to gigabytes costs no more than the limit.
 * @throws OtlpProblem 413 above the limit, 415 for an unknown encoding, 400 for a damaged one
 */
export async function readBody(stream: Readable, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() || 'identity';
  const decoder = DECODERS[name];
  if (name !== 'identity' && !decoder) {
    throw new OtlpProblem(415, `Content-Encoding "${name}" is not supported: use gzip or none.`);
  }
  const decoded = decoder ? pipeErrors(stream, decoder()) : stream;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decoded) {
      size += (chunk as Buffer).length;
      if (size > limit) {
        throw new OtlpProblem(
          413,
          `The body is larger than ${limit} bytes (after decompression). Send smaller batches.`
        );
      }
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    stream.unpipe?.();
    stream.resume();
    throw error instanceof OtlpProblem ? error : new OtlpProblem(400, `The body could not be read: ${String(error)}.`);
  }
  return Buffer.concat(chunks);
}

function pipeErrors<T extends NodeJS.ReadWriteStream & Readable>(from: Readable, to: T): T {
  from.on('error', (error) => to.destroy(error));
  from.pipe(to);
  return to;
}
