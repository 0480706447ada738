import { type PlanInput, type PlannedStatement } from './planned';
import { planQueues, type QueuePlan } from './queues/planQueues';
import { planRetention, type RetentionPlan } from './retention/planRetention';
import { type MigrationStatus, planVersioned, type VersionedPhase } from './versioned';

export { type PlannedStatement } from './planned';
export { MigrationRefused } from './refused';

export type Phase = VersionedPhase | RetentionPlan | QueuePlan;

export interface Plan {
  /** Every versioned migration and how far it is. */
  migrations: MigrationStatus[];
  /** Every queue unit; one without statements is as it should be. */
  queues: QueuePlan[];
  /** Every table whose rows expire; one without statements is as configured. */
  retention: RetentionPlan[];
  /** What `up` would do, in order: versioned migrations, retention, queues. */
  phases: Phase[];
  /** The statements of all phases. */
  pending: PlannedStatement[];
}

/**
 * Compares files and configuration with the journal and the server. Pure: reads and runs nothing.
 * @throws MigrationRefused when an applied file was changed or removed, a new one stands before an applied one, or the
 *   tables are there without a journal
 */
export function planMigrations(input: PlanInput): Plan {
  const versioned = planVersioned(input);
  const retention = planRetention(input);
  const queues = planQueues(input, versioned.phases);
  const phases = [...versioned.phases, ...retention, ...queues].filter(({ statements }) => statements.length > 0);
  return {
    migrations: versioned.migrations,
    queues,
    retention,
    phases,
    pending: phases.flatMap(({ statements }) => statements),
  };
}
