// eslint-disable-next-line import-x/order -- patches what the imports below require
import { shutdownTelemetry } from './telemetry';

import { logs } from '@opentelemetry/api-logs';
import { PrismaInstrumentation } from '@prisma/instrumentation';
import { createServer } from 'node:http';

import { pageBefore } from '../../../examples/browser/pageBefore';
import { orders } from '../../../examples/prisma/orders';
import { temporaryDatabase } from '../../../examples/prisma/temporaryDatabase';
import { foreignRequest } from '../../localOnly';
import { listenAnywhere } from '../listenAnywhere';
import { endWithParent, readSettings, tell } from '../messages';

/** Orders that a person can delete, ord-1 and so on. */
const ORDERS = 20;

/** The page of `examples/browser` in front of the orders of `examples/prisma`, on a free port of 127.0.0.1. */
async function serve(): Promise<number> {
  new PrismaInstrumentation().enable();
  const database = await temporaryDatabase(Array.from({ length: ORDERS }, (_, i) => `ord-${i + 1}`));
  const service = orders(database, logs.getLogger('orders'));
  const page = await pageBefore(service, readSettings().tracesPage);
  const server = createServer((request, response) => {
    const refused = foreignRequest(request.headers);
    if (refused) {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end(refused);
    } else {
      page(request, response);
    }
  });
  const port = await listenAnywhere(server);
  endWithParent(async () => {
    server.closeAllConnections();
    await shutdownTelemetry();
  });
  return port;
}

serve().then(
  (port) => tell({ type: 'listening', port }),
  (error: Error) => tell({ type: 'failed', message: `the page of orders cannot listen: ${error.message}` })
);
