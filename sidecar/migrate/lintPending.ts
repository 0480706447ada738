import { type LintFinding, lintMigrations } from './lint';
import { type Plan } from './plan';
import { type PlanInput } from './planned';

/** What is wrong with the templates that `up` would run; those that ran already are past mending. Pure. */
export function lintPending(
  { sources: { migrations, units }, variables }: PlanInput,
  { pending }: Plan
): LintFinding[] {
  const runs = (source: string) => pending.some(({ migration }) => migration === source);
  const sources = {
    migrations: migrations.filter(({ id }) => runs(id)),
    units: units.filter(({ queue }) => runs(queue)),
  };
  return lintMigrations(sources, [variables]);
}
