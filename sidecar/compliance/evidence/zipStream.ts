import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { createHash } from 'node:crypto';

/** A file of the archive, as the manifest lists it. */
export interface ListedFile {
  sha256: string;
  bytes: number;
}

/** What the form of these archives can hold, in one file and as a whole: sizes have 32 bits. Bytes. */
export const MAX_ZIP_BYTES = 2 ** 32 - 1;

/** Writes a zip piece by piece: what is held is one piece, however long the files are. Files are added one after the other. */
export class ZipStream {
  private pieces: Uint8Array[] = [];
  private written = 0;
  private readonly zip = new Zip((error, piece) => {
    if (error) {
      throw error;
    }
    this.pieces.push(piece);
  });

  /** @param maxBytes of one file, and of the archive */
  constructor(
    private readonly mtime: Date,
    private readonly maxBytes = MAX_ZIP_BYTES
  ) {}

  /**
   * Adds one file; yields the bytes of the archive that are ready.
   * @param stored without compression, so that an archive within is a part of this one
   * @returns size and hash of its content
   * @throws Error when it grows beyond what the form can hold
   */
  async *add(
    name: string,
    content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
    { stored = false } = {}
  ): AsyncGenerator<Uint8Array, ListedFile> {
    const file = stored ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = this.mtime;
    this.zip.add(file);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const one of content) {
      const piece = typeof one === 'string' ? Buffer.from(one, 'utf8') : one;
      bytes += piece.length;
      if (bytes > this.maxBytes) {
        throw tooLarge(name);
      }
      hash.update(piece);
      // deflate keeps the piece until it has enough of them
      file.push(Uint8Array.from(piece));
      yield* this.ready();
    }
    file.push(new Uint8Array(0), true);
    yield* this.ready();
    return { sha256: hash.digest('hex'), bytes };
  }

  /** The list of the files, which ends the archive. */
  *end(): Generator<Uint8Array> {
    this.zip.end();
    yield* this.ready();
  }

  private *ready(): Generator<Uint8Array> {
    const pieces = this.pieces;
    this.pieces = [];
    for (const piece of pieces) {
      this.written += piece.length;
      if (this.written > this.maxBytes) {
        throw tooLarge('The archive');
      }
      yield piece;
    }
  }
}

const tooLarge = (what: string) => new Error(`${what} would be larger than 4 GiB: make evidence of a shorter period.`);
