import { startTestEngine, type TestEngine } from './testEngine';

declare global {
  // Jest hands nothing else from the setup to the teardown.
  var girokTestEngine: TestEngine | undefined;
}

/** Starts the one engine of the "engine" tests; GIROK_TEST_CLICKHOUSE_URL says where it is, GIROK_TEST_CLICKHOUSE_DIR where its data are. */
export default async function setup(): Promise<void> {
  globalThis.girokTestEngine = await startTestEngine();
  process.env.GIROK_TEST_CLICKHOUSE_DIR = globalThis.girokTestEngine.dataDir;
  process.env.GIROK_TEST_CLICKHOUSE_URL = globalThis.girokTestEngine.clickhouse.url;
}
