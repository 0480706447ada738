import './jestGlobalSetup';
import { stopTestEngine } from '../clickhouse/testEngine';

/** Stops what the setup started and deletes its data. */
export default async function teardown(): Promise<void> {
  if (globalThis.girokTestKafka) {
    const { broker, engine } = globalThis.girokTestKafka;
    await stopTestEngine(engine); // first, or its consumers complain about a broker that is gone
    await broker.close();
  }
}
