import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openDatabase } from './database';
import { type PrismaClient } from './generated/client';

/** A database of this process alone, with these orders. */
export async function temporaryDatabase(orders: string[]): Promise<PrismaClient> {
  const folder = mkdtempSync(path.join(tmpdir(), 'orders-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const database = await openDatabase(`file:${path.join(folder, 'orders.db')}`);
  await database.order.createMany({ data: orders.map((id) => ({ id })) });
  return database;
}
