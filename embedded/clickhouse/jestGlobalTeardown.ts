import './jestGlobalSetup';
import { stopTestEngine } from './testEngine';

/** Stops the engine of the setup and deletes its data. */
export default async function teardown(): Promise<void> {
  if (globalThis.girokTestEngine) {
    await stopTestEngine(globalThis.girokTestEngine);
  }
}
