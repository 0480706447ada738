import { PrismaLibSql } from '@prisma/adapter-libsql';

import { PrismaClient } from './generated/client';

/** A client of the database at `url`, with the table of orders. A real service's tables are made by `prisma migrate`. */
export async function openDatabase(url: string): Promise<PrismaClient> {
  const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
  await prisma.$executeRaw`CREATE TABLE IF NOT EXISTS "Order" (id TEXT PRIMARY KEY, paid BOOLEAN NOT NULL DEFAULT false)`;
  return prisma;
}
