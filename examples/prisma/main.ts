import '../http/telemetry';

import { logs } from '@opentelemetry/api-logs';
import { PrismaInstrumentation } from '@prisma/instrumentation';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openDatabase } from './database';
import { orders } from './orders';
import { listen } from '../http/listen';

// a span for every operation, and one for every query that it sends
new PrismaInstrumentation().enable();

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'orders-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const database = await openDatabase(`file:${path.join(folder, 'orders.db')}`);
  await database.order.createMany({ data: [{ id: 'ord-1' }, { id: 'ord-2' }] });
  listen(orders(database, logs.getLogger('orders')));
}

void main();
