import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { auditExtension } from './auditExtension';
import { openDatabase } from './database';
import { type PrismaClient } from './generated/client';

const exporter = new InMemoryLogRecordExporter();
const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor(exporter)] });
const folder = mkdtempSync(path.join(tmpdir(), 'orders-'));
const ofOlga = (database: PrismaClient) =>
  database.$extends(
    auditExtension(provider.getLogger('test'), () => ({ tenant: 'acme', actor: { id: 'olga', type: 'user' } }))
  );
let database: PrismaClient;
let prisma: ReturnType<typeof ofOlga>;

beforeAll(async () => {
  database = await openDatabase(`file:${path.join(folder, 'orders.db')}`);
  prisma = ofOlga(database);
});
beforeEach(async () => {
  await database.order.deleteMany();
  exporter.reset();
});
afterAll(async () => {
  await database.$disconnect();
  rmSync(folder, { recursive: true });
});

const written = () =>
  exporter.getFinishedLogRecords().map(({ eventName, body, attributes }): Record<string, unknown> => {
    const { 'audit.record.id': id, ...rest } = attributes;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    return { eventName, body, ...rest };
  });
const OF_OLGA = { 'audit.actor.id': 'olga', 'audit.actor.type': 'user', 'audit.tenant.id': 'acme' };

test('a change is written down with the id of its row, and the caller gets the row', async () => {
  const row: { id: string; paid: boolean } = await prisma.order.create({ data: { id: 'ord-7' } });
  expect(row).toEqual({ id: 'ord-7', paid: false });
  expect(written()).toEqual([
    {
      ...OF_OLGA,
      eventName: 'order.create',
      body: 'olga: create of Order ord-7',
      'audit.action': 'CREATE',
      'audit.target.id': 'ord-7',
      'audit.target.type': 'order',
      'audit.outcome': 'success',
    },
  ]);
});

test('a change of many says how many', async () => {
  await prisma.order.createMany({ data: [{ id: 'a', paid: true }, { id: 'b' }, { id: 'c', paid: true }] });
  await prisma.order.updateManyAndReturn({ data: { paid: true }, where: { paid: false } });
  await prisma.order.deleteMany({ where: { paid: true } });
  expect(await prisma.order.count()).toBe(0);
  expect(written().map((event) => [event.body, event['audit.record.count']])).toEqual([
    ['olga: createMany of Order', 3],
    ['olga: updateManyAndReturn of Order', 1],
    ['olga: deleteMany of Order', 3],
  ]);
});

test('a row that the caller does not ask for has its id from the question', async () => {
  await prisma.order.upsert({ where: { id: 'a' }, create: { id: 'a' }, update: {}, select: { paid: true } });
  expect(written()).toEqual([expect.objectContaining({ 'audit.action': 'UPDATE', 'audit.target.id': 'a' })]);
});

test('a change that fails is written down, too, and fails', async () => {
  await database.order.create({ data: { id: 'there' } });
  await expect(prisma.order.update({ where: { id: 'gone' }, data: { paid: true } })).rejects.toThrow('not found');
  await expect(prisma.order.create({ data: { id: 'there' } })).rejects.toThrow('Unique constraint');
  await expect(prisma.order.delete({ where: { paid: 'secret@example.org' } as never })).rejects.toThrow('Argument');
  expect(written().map((event) => [event.body, event['audit.outcome'], event['audit.reason']])).toEqual([
    ['olga: update of Order gone failed', 'failure', 'P2025'],
    ['olga: create of Order there failed', 'failure', 'P2002'],
    ['olga: delete of Order failed', 'failure', 'PrismaClientValidationError'],
  ]);
  expect(JSON.stringify(written())).not.toContain('secret@example.org');
});

test('a read is not an event, and neither is raw SQL', async () => {
  expect(await prisma.order.findMany()).toEqual([]);
  expect(await prisma.$executeRaw`INSERT INTO "Order" (id) VALUES ('raw')`).toBe(1);
  expect(written()).toEqual([]);
});

test('what a transaction takes back stays written: the extension does not see how it ends', async () => {
  const taken = prisma.$transaction(async (transaction) => {
    await transaction.order.create({ data: { id: 'a' } });
    throw new Error('no');
  });
  await expect(taken).rejects.toThrow('no');
  expect(await prisma.order.count()).toBe(0);
  expect(written()).toEqual([expect.objectContaining({ 'audit.target.id': 'a', 'audit.outcome': 'success' })]);
});
