import { type Logger } from '@opentelemetry/api-logs';

import { audit, type AuditEvent } from '../audit/audit';

/** What an extension of Prisma Client is told of an operation (`query.$allModels.$allOperations`). */
export interface Operation {
  model: string;
  operation: string;
  args: unknown;
  query: (args: unknown) => Promise<unknown>;
}

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
 * An extension for `prisma.$extends(…)`: everything that changes rows is an audit event, also when it fails. Reads are
 * none; write down by hand, where they happen, those that people answer for.
 */
export const auditExtension = (logger: Logger, acting: Acting) => ({
  name: 'audit',
  query: {
    $allModels: {
      async $allOperations({ model, operation, args, query }: Operation): Promise<unknown> {
        const action = ACTIONS[operation];
        if (action === undefined) {
          return query(args);
        }
        const { tenant, actor } = acting();
        const event = { event: `${model.toLowerCase()}.${action.toLowerCase()}`, action, tenant, actor };
        const what = `${operation} of ${model}`;
        try {
          const result = await query(args);
          const target = { id: idOf(result) ?? idOf(whereOf(args)) ?? '', type: model.toLowerCase() };
          const records = countOf(result);
          audit(logger, {
            ...event,
            target,
            records,
            outcome: 'success',
            sentence: `${actor.id}: ${what} ${target.id}`,
          });
          return result;
        } catch (error) {
          const target = { id: idOf(whereOf(args)) ?? '', type: model.toLowerCase() };
          const reason = error instanceof Error ? error.name : 'unknown';
          audit(logger, {
            ...event,
            target,
            reason,
            outcome: 'failure',
            sentence: `${actor.id}: ${what} ${target.id} failed`,
          });
          throw error;
        }
      },
    },
  },
});

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const whereOf = (args: unknown) => property(args, 'where');

function idOf(value: unknown): string | undefined {
  const id = property(value, 'id');
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined;
}

/** `createMany`, `updateMany` and `deleteMany` answer `{ count }`, those that return rows an array. */
function countOf(result: unknown): number | undefined {
  const count = Array.isArray(result) ? result.length : property(result, 'count');
  return typeof count === 'number' ? count : undefined;
}
