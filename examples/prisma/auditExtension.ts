import { type Logger } from '@opentelemetry/api-logs';
import { Prisma } from '@prisma/client/extension';

import { audit, type AuditEvent } from '../audit/audit';

const ACTIONS: Readonly<Record<string, string>> = {
  create: 'CREATE',
  createMany: 'CREATE',
  createManyAndReturn: 'CREATE',
  update: 'UPDATE',
  updateMany: 'UPDATE',
  updateManyAndReturn: 'UPDATE',
  upsert: 'UPDATE',
  delete: 'DELETE',
  deleteMany: 'DELETE',
};

/** Who acts, for whom: of the request that runs, from an AsyncLocalStorage or the like. */
export type Acting = () => Pick<AuditEvent, 'tenant' | 'actor'>;

/**
 * An extension for `prisma.$extends(…)`: every operation of a model that changes rows is an audit event, also when it
 * fails. Reads are none; write down by hand, where they happen, those that people answer for.
 */
export const auditExtension = (logger: Logger, acting: Acting) =>
  Prisma.defineExtension({
    name: 'audit',
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          const action = ACTIONS[operation];
          if (action === undefined) {
            return query(args);
          }
          const { tenant, actor } = acting();
          const type = model.toLowerCase();
          const event = { event: `${type}.${action.toLowerCase()}`, action, tenant, actor };
          const what = `${operation} of ${model}`;
          try {
            const result: unknown = await query(args);
            const target = { id: idOf(result) ?? idIn(args), type };
            const sentence = `${actor.id}: ${what} ${target.id}`.trimEnd();
            audit(logger, { ...event, target, records: countOf(result), outcome: 'success', sentence });
            return result;
          } catch (error) {
            const target = { id: idIn(args), type };
            const sentence = `${actor.id}: ${what} ${target.id}`.trimEnd() + ' failed';
            audit(logger, { ...event, target, reason: reasonOf(error), outcome: 'failure', sentence });
            throw error;
          }
        },
      },
    },
  });

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** Of the row that is looked for, or of the one that is to be made; empty when the database would have chosen it. */
const idIn = (args: unknown) => idOf(property(args, 'where')) ?? idOf(property(args, 'data')) ?? '';

function idOf(value: unknown): string | undefined {
  const id = property(value, 'id');
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined;
}

/** `createMany`, `updateMany` and `deleteMany` answer `{ count }`, those that return rows an array. */
function countOf(result: unknown): number | undefined {
  const count = Array.isArray(result) ? result.length : property(result, 'count');
  return typeof count === 'number' ? count : undefined;
}

/** Prisma's error code (P2025: no such row) or the kind of error, never its message: that may quote the row. */
function reasonOf(error: unknown): string {
  const code = property(error, 'code');
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
