import { expectComplete, expectStoredOnce } from './expectStoredOnce';
import { FaultPipeline } from './faultPipeline';

/** Milliseconds. `GIROK_FAULTS_FULL=1` keeps the broker away for two minutes. */
const AWAY_MS = process.env.GIROK_FAULTS_FULL ? 120_000 : 30_000;

let pipeline: FaultPipeline;
beforeEach(async () => {
  pipeline = await FaultPipeline.start({ partitions: 2 });
  await pipeline.untilMoreRows(500);
}, 120_000);
afterEach(() => pipeline.close());

const away = () => new Promise((resolve) => setTimeout(resolve, AWAY_MS));

test('kill -9 of the broker under load, three times', async () => {
  for (let kill = 0; kill < 3; kill++) {
    await pipeline.broker.kill();
    await pipeline.broker.start();
    await pipeline.untilMoreRows(500);
  }
  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
}, 600_000);

test('a broker that is away for a while', async () => {
  await pipeline.broker.stop();
  await away();
  await pipeline.broker.start();
  await pipeline.untilMoreRows(500);
  const { accounts, ledger } = await pipeline.settle();
  expectStoredOnce(accounts);
  expectComplete(ledger);
}, 600_000);

test('a broker that hangs for a while: connections stay open and nothing answers', async () => {
  pipeline.broker.pause();
  await away();
  pipeline.broker.resume();
  await pipeline.untilMoreRows(500);
  const { accounts } = await pipeline.settle();
  expectStoredOnce(accounts);
  // the ledger is asked in sidecar/ledger/ledger.kafka.test.ts: a request without an answer was sent again, and of
  // records that are written twice one copy goes
}, 600_000);
