import { Inflate } from 'fflate';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read at any place: a file, or a part of one. */
export interface ByteSource {
  size: number;
  read(offset: number, length: number): Buffer;
}

/** A file in an archive. */
export interface ZipEntry {
  name: string;
  /** Gives its content in pieces of any size. @throws Error when it cannot be unpacked, or is longer than `maxBytes` */
  unpack(onPiece: (piece: Buffer) => void, maxBytes: number): void;
  /** Its bytes where they lie, of one that is not compressed. */
  stored?: ByteSource;
}

export const bytesSource = (bytes: Uint8Array): ByteSource => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: buffer.length, read: (offset, length) => buffer.subarray(offset, offset + length) };
};

/** Gives a file to read, and closes it after. */
export function withFile<T>(file: string, work: (source: ByteSource) => T): T {
  const handle = openSync(file, 'r');
  try {
    return work({
      size: fstatSync(handle).size,
      read: (offset, length) => {
        const buffer = Buffer.alloc(length);
        return buffer.subarray(0, readSync(handle, buffer, 0, length, offset));
      },
    });
  } finally {
    closeSync(handle);
  }
}

const PIECE = 1 << 20;
const END = { signature: 0x06054b50, length: 22 };
const LISTED = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
const MAX_ENTRIES = 10_000;

/**
 * The files of a zip by its list at the end, as every program reads it (APPNOTE.TXT 6.3, without the extensions for more
 * than 4 GiB). Nothing is unpacked yet.
 * @throws Error that says what is wrong with it
 */
export function readZip(source: ByteSource): ZipEntry[] {
  const tail = source.read(Math.max(0, source.size - END.length), END.length);
  // without a comment behind it: Girok writes none, and one could hold another list
  if (tail.length < END.length || tail.readUInt32LE(0) !== END.signature || tail.readUInt16LE(20) !== 0) {
    throw new Error('it does not end with a list of files');
  }
  const [count, length, offset] = [tail.readUInt16LE(10), tail.readUInt32LE(12), tail.readUInt32LE(16)];
  // disks that the archive would go over; programs read one count or the other
  if (tail.readUInt32LE(4) !== 0 || tail.readUInt16LE(8) !== count) {
    throw new Error('it says of itself that it is a part of an archive');
  }
  if (count > MAX_ENTRIES || offset + length !== source.size - END.length) {
    throw new Error('its list of files is not where it belongs');
  }
  const list = source.read(offset, length);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + LISTED.length > list.length || list.readUInt32LE(at) !== LISTED.signature) {
      throw new Error('its list of files is damaged');
    }
    const lengths = [28, 30, 32].map((part) => list.readUInt16LE(at + part));
    const nameAt = at + LISTED.length;
    const next = nameAt + lengths[0] + lengths[1] + lengths[2];
    // a name that goes on behind the list would be cut here, and not by other programs
    if (next > list.length) {
      throw new Error('its list of files is damaged');
    }
    entries.push(
      entry(source, {
        name: list.subarray(nameAt, nameAt + lengths[0]).toString('utf8'),
        method: list.readUInt16LE(at + 10),
        packed: list.readUInt32LE(at + 20),
        size: list.readUInt32LE(at + 24),
        local: list.readUInt32LE(at + 42),
      })
    );
    at = next;
  }
  if (at !== list.length) {
    throw new Error('its list of files is longer than it says');
  }
  return entries;
}

interface Listed {
  name: string;
  method: number;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes of its content. */
  size: number;
  /** Where the file begins. */
  local: number;
}

function entry(source: ByteSource, { name, method, packed, size, local }: Listed): ZipEntry {
  const start = () => {
    const head = source.read(local, LOCAL.length);
    if (head.length < LOCAL.length || head.readUInt32LE(0) !== LOCAL.signature) {
      throw new Error(`${JSON.stringify(name)} does not lie where the list says`);
    }
    const nameLength = head.readUInt16LE(26);
    // programs that do not read the list would see another file
    if (source.read(local + LOCAL.length, nameLength).toString('utf8') !== name || head.readUInt16LE(8) !== method) {
      throw new Error(`${JSON.stringify(name)} is another file than the list says`);
    }
    const at = local + LOCAL.length + nameLength + head.readUInt16LE(28);
    if (at + packed > source.size) {
      throw new Error(`${JSON.stringify(name)} is cut off`);
    }
    return at;
  };
  const pieces = function* (): Generator<Buffer> {
    const from = start();
    for (let at = 0; at < packed; at += PIECE) {
      yield source.read(from + at, Math.min(PIECE, packed - at));
    }
  };
  return {
    name,
    unpack(onPiece, maxBytes) {
      let bytes = 0;
      const give = (piece: Uint8Array) => {
        bytes += piece.length;
        if (bytes > maxBytes) {
          throw new Error(`${JSON.stringify(name)} unpacks to more than it says`);
        }
        onPiece(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      };
      if (method === 0) {
        for (const piece of pieces()) {
          give(piece);
        }
      } else if (method === 8) {
        const inflate = new Inflate(give);
        for (const piece of pieces()) {
          inflate.push(piece);
        }
        inflate.push(new Uint8Array(0), true);
      } else {
        throw new Error(`${JSON.stringify(name)} is packed in an unknown way`);
      }
      if (bytes !== size) {
        throw new Error(`${JSON.stringify(name)} is not as long as the list says`);
      }
    },
    ...(method === 0 && {
      get stored(): ByteSource {
        const from = start();
        return {
          size: packed,
          read: (offset, length) => source.read(from + offset, Math.max(0, Math.min(length, packed - offset))),
        };
      },
    }),
  };
}
