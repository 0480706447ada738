import { open, readFile } from 'node:fs/promises';

import { type Anchor, readAnchorLines } from './anchor';
import { errorCode } from '../../errorCode';

/** A file to which lines are appended: on a disk that only takes more (chattr +a, WORM storage) or of another machine. */
export function fileAnchor(file: string): Anchor {
  return {
    kind: 'file',
    target: file,
    async keep(line) {
      const handle = await open(file, 'a');
      try {
        await handle.appendFile(JSON.stringify(line) + '\n');
        await handle.sync();
      } finally {
        await handle.close();
      }
      return '';
    },
    async read() {
      return readAnchorLines(await readFile(file, 'utf8').catch(none), file);
    },
  };
}

function none(error: unknown): string {
  if (errorCode(error) === 'ENOENT') {
    return '';
  }
  throw error;
}
