import { createReadStream } from 'node:fs';
import { appendFile, unlink } from 'node:fs/promises';

import { type Answer } from './answer';

/** More than this goes to a file. */
const MEMORY_LIMIT_BYTES = 8 * 1024 * 1024;

/** A result that is kept back until its statement has ended (`wait_end_of_query=1`): in memory while small, then in a file. */
export class HeldResult {
  /** Length so far. */
  bytes = 0;
  private chunks: Uint8Array[] = [];
  private inFile = false;

  constructor(private readonly file: string) {}

  async add(chunk: Uint8Array): Promise<void> {
    this.bytes += chunk.length;
    this.chunks.push(chunk);
    if (this.inFile || this.bytes > MEMORY_LIMIT_BYTES) {
      this.inFile = true;
      await appendFile(this.file, Buffer.concat(this.chunks));
      this.chunks = [];
    }
  }

  async writeTo(answer: Answer): Promise<void> {
    for await (const chunk of this.inFile ? createReadStream(this.file) : this.chunks) {
      await answer.write(chunk as Uint8Array);
    }
  }

  /** Deletes the file, if there is one. */
  async discard(): Promise<void> {
    if (this.inFile) {
      await unlink(this.file);
    }
  }
}
