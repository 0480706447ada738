import './telemetry';

import { logs } from '@opentelemetry/api-logs';

import { refund } from './billing';
import { REFUNDS } from './refunds';
import { serve } from './serve';
import { shutdownTelemetry } from '../http/telemetry';

async function main(): Promise<void> {
  const answers = { Refund: refund(logs.getLogger('billing')) };
  const { server, port } = await serve(REFUNDS, answers, Number(process.env.PORT ?? 8090));
  process.stdout.write(`listening on ${port}\n`);
  process.on('SIGTERM', () => server.tryShutdown(() => void shutdownTelemetry().then(() => process.exit(0))));
}

void main();
