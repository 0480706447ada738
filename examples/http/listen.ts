import { createServer, type RequestListener } from 'node:http';

import { shutdownTelemetry } from './telemetry';

/** Serves on 127.0.0.1:PORT (8080) until SIGTERM, and then sends what still waits. */
export function listen(answer: RequestListener): void {
  const server = createServer(answer);
  server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`listening on ${typeof address === 'object' && address ? address.port : address}\n`);
  });
  process.on('SIGTERM', () => {
    server.close(() => void shutdownTelemetry().then(() => process.exit(0)));
    server.closeAllConnections();
  });
}
