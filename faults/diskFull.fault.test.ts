import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline } from './faultPipeline';

/** Of the small disk; the engine's own files take about 20 MB of it. */
const DISK_MB = 160;
/** What is put on the disk until it is nearly full, and deleted to mend it. */
const BALLAST_MB = 100;

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
  'a full disk (skipped where this user may not mount a tmpfs)',
  async () => {
    const ballast = path.join(disk!, 'ballast');
    writeFileSync(ballast, Buffer.alloc(BALLAST_MB * 2 ** 20));
    pipeline = await FaultPipeline.start({ dataDir: path.join(disk!, 'engine'), load: { batch: 300 } });
    await pipeline.untilException(/No space left on device|NOT_ENOUGH_SPACE|Cannot reserve/);
    rmSync(ballast);
    await pipeline.untilMoreRows(300);
    expectStoredOnce(await pipeline.settle());
  },
  900_000
);

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
