import { expectComplete, expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline } from './faultPipeline';

/** A kill that hits between two commits stores a block twice; one of about twelve did so. */
const KILLS = 10;

let pipeline: FaultPipeline;
afterEach(() => pipeline.close());

test('kill -9 of the engine in the middle of consumption, ten times', async () => {
  pipeline = await FaultPipeline.start({ partitions: 2 });
  for (let kill = 0; kill < KILLS; kill++) {
    // a merge would remove what was stored twice before anybody counts it
    await pipeline.command('SYSTEM STOP MERGES');
    await pipeline.untilMoreRows(500);
    await pipeline.killEngine();
    await pipeline.startEngine();
  }
  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
}, 900_000);
