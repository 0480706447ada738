import { createReceiver } from './receiver';
import { receiverTelemetry } from './receiverTelemetry';
import { connect } from '../../sidecar/clickhouse';

/** `[ClickHouse's address, database, port]`: a receiver that tells of itself, in a process of its own until SIGTERM. Jest cannot load what the SDK's exporters load late. */
async function main([clickhouseUrl, database, port]: string[]): Promise<void> {
  const client = connect({ url: clickhouseUrl });
  const telemetry = receiverTelemetry({ otlpUrl: `http://127.0.0.1:${port}` });
  const receiver = createReceiver({ client, database, telemetry });
  process.once('SIGTERM', () => {
    void telemetry
      .shutdown()
      .then(() => receiver.close())
      .then(() => client.close());
  });
  process.stdout.write(`${await receiver.listen({ host: '127.0.0.1', port: Number(port) })}\n`);
}

void main(process.argv.slice(2));
