import { type Broker, startBroker } from './broker';
import { whyNoKafka } from './requirements';
import { startTestEngine, type TestEngine } from '../clickhouse/testEngine';

interface KafkaSystem {
  broker: Broker;
  engine: TestEngine;
}

declare global {
  // Jest hands nothing else from the setup to the teardown.
  var girokTestKafka: KafkaSystem | undefined;
}

/** Starts the one broker and the one engine of the "kafka" tests; testBroker.ts and testClient.ts say where they are. */
export default async function setup(): Promise<void> {
  const reason = whyNoKafka();
  if (reason) {
    throw new Error(`The Kafka tests cannot run here: ${reason}`);
  }
  const [broker, engine] = await Promise.all([startBroker(), startTestEngine()]);
  globalThis.girokTestKafka = { broker, engine };
  process.env.GIROK_TEST_KAFKA_ADDRESS = broker.address;
  process.env.GIROK_TEST_CLICKHOUSE_DIR = engine.dataDir;
  process.env.GIROK_TEST_CLICKHOUSE_URL = engine.clickhouse.url;
}
