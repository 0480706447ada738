import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expectComplete, expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline } from './faultPipeline';

/** The engine's own files and a minute of rows take about 40 MB. */
const DISK_MB = 200;

/** A disk that can be filled without harm to anybody else, or nothing where this user may not mount one. */
const disk = smallDisk();
const testWithDisk = disk ? test : test.skip;

let pipeline: FaultPipeline | undefined;
afterEach(() => pipeline?.close());
afterAll(() => {
  if (disk) {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  }
});

testWithDisk(
  'a disk that is full for a while (skipped where this user may not mount a tmpfs)',
  async () => {
    pipeline = await FaultPipeline.start({ dataDir: path.join(disk!, 'engine') });
    await pipeline.untilMoreRows(300);
    const ballast = path.join(disk!, 'ballast');
    fill(ballast);
    await pipeline.untilException(/No space left on device|NOT_ENOUGH_SPACE|Cannot reserve/);
    await pipeline.untilAcknowledged(90);
    rmSync(ballast);
    await pipeline.untilMoreRows(300);
    const { accounts, ledger } = await pipeline.settle();
    expectStoredOnce(accounts);
    expectComplete(ledger);
  },
  600_000
);

/** Writes until there is no room for another byte. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  for (let size = 2 ** 20; size > 0; ) {
    try {
      writeSync(descriptor, Buffer.alloc(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}

function smallDisk(): string | undefined {
  const directory = mkdtempSync(path.join(tmpdir(), 'girok-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true });
    return undefined;
  }
}
