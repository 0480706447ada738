import { type Plan } from './plan';
import { type PlanInput } from './planned';
import { findDrift } from './rehearsal/compare';
import { type Difference } from './rehearsal/diff';
import { rehearse, type Rehearsal, type RehearsalRequest, statementsToRehearse } from './rehearsal/rehearse';
import { type MigrationSession } from './session';
import { identifier } from '../../queries/sql';

export interface Rehearsed {
  rehearsal: Rehearsal;
  /** Where the live schema is not what the applied migrations make; empty when that could not be found out. */
  drift: Difference[];
  /** Whether a pending statement failed. */
  failed: boolean;
}

/** Tries the pending statements out in a scratch engine, and compares the live schema with what the applied ones make. */
export async function rehearsePlan(session: MigrationSession, input: PlanInput, plan: Plan): Promise<Rehearsed> {
  const request = rehearsalRequest(input, plan, session.config.kafkaCollection);
  const rehearsal = await rehearse(request);
  if (!rehearsal.ran) {
    return { rehearsal, drift: [], failed: false };
  }
  const fresh = plan.migrations.every(({ done }) => done === 0);
  const found = fresh ? [] : await findDrift(session.client, rehearsal, request.pending);
  return {
    rehearsal,
    drift: found.filter(({ severity }) => severity === 'difference'),
    failed: rehearsal.pending.some(({ outcome }) => outcome === 'failed'),
  };
}

/** What the journal says is applied, and what would run, rendered so that neither can reach a broker. Pure. */
export function rehearsalRequest(
  { sources, variables, database }: PlanInput,
  plan: Plan,
  collection: string
): RehearsalRequest {
  const isPending = (source: string, position: number) =>
    plan.pending.some((statement) => statement.migration === source && statement.position === position);
  const statements = [
    ...sources.migrations.flatMap(({ id, template }) => statementsToRehearse(id, template, variables)),
    ...sources.units.flatMap(({ queue, template }) => statementsToRehearse(queue, template, variables)),
  ];
  const pending = statements.filter(({ source, position }) => isPending(source, position));
  const retention = plan.retention.flatMap(({ id, statements: changes }) =>
    changes.map(({ sql, position }) => ({ source: id, position, sql }))
  );
  const isVersioned = ({ source }: { source: string }) => sources.migrations.some(({ id }) => id === source);
  return {
    database,
    collections: variables.queues === 'kafka' ? [collection] : [],
    cluster: variables.cluster === undefined ? undefined : String(variables.cluster),
    applied: [
      // the runner makes it before anything else
      { source: 'database', position: 1, sql: `CREATE DATABASE IF NOT EXISTS ${identifier(database).text}` },
      ...statements.filter(({ source, position }) => !isPending(source, position)),
    ],
    pending: [...pending.filter(isVersioned), ...retention, ...pending.filter((statement) => !isVersioned(statement))],
  };
}
