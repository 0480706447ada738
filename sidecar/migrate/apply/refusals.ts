import { type Plan } from '../plan';
import { MigrationRefused } from '../refused';
import { isRepeatable, leavesMutation } from '../repeatable';
import { troubleOf } from '../versioned';

/** What a person has said yes to. */
export interface Permissions {
  /** Statements that delete rows. */
  allowDestructive?: boolean;
  /** A consumer group of another name, which reads its topic from the start. */
  replay?: boolean;
}

/** Why `up` would refuse a plan, each with what to do about it. Pure; empty when nothing is in the way. */
export function refusals(plan: Plan, { allowDestructive = false, replay = false }: Permissions): string[] {
  const destructive = plan.pending.filter(({ effect }) => effect === 'destructive');
  const doubtful = plan.pending.filter(
    ({ sql, earlier }) =>
      (earlier?.event === 'started' || earlier?.event === 'interrupted') && !isRepeatable(sql) && !leavesMutation(sql)
  );
  const regrouped = plan.queues.filter(({ groupChange }) => groupChange !== undefined);
  const missing = new Set(plan.pending.flatMap((statement) => statement.missing ?? []));
  return [
    ...[...missing].map(
      (name) => `The secret ${name} has no value: set GIROK_${name.toUpperCase()} in the environment.`
    ),
    ...doubtful.map(
      ({ migration, earlier }) =>
        `${migration}: ${earlier && troubleOf(earlier)}. It must not run twice.\n` +
        '  `girok migrate repair` finds out whether it took effect.'
    ),
    ...(allowDestructive || destructive.length === 0
      ? []
      : [
          'These statements delete rows, or keep rows to come from their table:\n' +
            destructive.map((s) => `  ${s.migration}, ${s.position} of ${s.of}: ${s.description}\n`).join('') +
            '  `girok migrate up --allow-destructive` runs them.',
        ]),
    ...(replay
      ? []
      : regrouped.map(
          ({ queue, groupChange }) =>
            `${queue} would change its consumer group from ${groupChange?.from} to ${groupChange?.to}. A new group reads its topic from ` +
            'the start: everything that Kafka still has is stored once more.\n' +
            '  Keep the name, or set the offsets of the new group first, or say `girok migrate up --replay`.'
        )),
  ];
}

/** @throws MigrationRefused with every reason */
export function refuse(plan: Plan, permissions: Permissions): void {
  const reasons = refusals(plan, permissions);
  if (reasons.length > 0) {
    throw new MigrationRefused(reasons.join('\n'));
  }
}
