import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a new file piece by piece. One that breaks off is not left behind: half a file is no file.
 * @throws Error when there is one of that name, which is not touched, or what the pieces throw
 */
export async function writeNewFile(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await pipeline(Readable.from(pieces), handle.createWriteStream());
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
