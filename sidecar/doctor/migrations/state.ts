import { list as sqlList, literal, sql } from '../../../queries/sql';
import { type Config } from '../../config';
import { MigrationRefused, type Plan } from '../../migrate/plan';
import { migrationSession } from '../../migrate/session';
import { check } from '../check';
import { type DoctorContext } from '../context';
import { signalsOf } from '../signals';
import { failure, ok, type Verdict, warning } from '../verdict';
import { count, list } from '../words';

export interface MigrationFacts {
  database: string;
  /** Whether the tables that rows end in are there. */
  hasTables: boolean;
  /** Migrations that are applied, in whole or in part. */
  applied: number;
  /** What `girok migrate up` would run, and why where there is a reason beside being new. */
  pending: Array<{ id: string; why?: string }>;
  /** What did not end well, in words. */
  troubles: string[];
  /** Why girok would not go on. */
  refusal?: string;
}

export function judgeMigrations({ database, applied, pending, troubles, refusal }: MigrationFacts): Verdict[] {
  if (refusal !== undefined) {
    const [text, ...next] = refusal.split(/\n\s+/);
    return [failure(`girok would not go on: ${text}`, next.join('\n') || 'See girok migrate status.')];
  }
  if (applied === 0) {
    return [failure(`the tables are not in database ${database} yet`, 'Run girok migrate up.')];
  }
  if (troubles.length > 0) {
    const next = 'Mend the cause and run girok migrate up: it goes on where it stopped.';
    return troubles.map((trouble) => failure(trouble, next));
  }
  if (pending.length > 0) {
    return [
      warning(
        `pending: ${pendingText(pending)}`,
        'See what would change with girok migrate plan, then run girok migrate up.'
      ),
    ];
  }
  return [ok(`${count(applied, 'migration')} applied, nothing pending`)];
}

/** What is pending for the same reason is named together. */
function pendingText(pending: MigrationFacts['pending']): string {
  const reasons = [...new Set(pending.map(({ why }) => why))];
  const parts = reasons.map((reason) => {
    const ids = list(pending.filter(({ why }) => why === reason).map(({ id }) => id));
    return reason === undefined ? ids : `${ids} (${reason})`;
  });
  return parts.join('; ');
}

export const migrations = check<MigrationFacts>({
  area: 'Migrations',
  name: 'state',
  needs: ['ClickHouse'],
  proves: 'database',
  proven: ({ hasTables }) => hasTables,
  probe: async (context) => ({ ...(await readPlan(context.config)), hasTables: await hasTables(context) }),
  judge: judgeMigrations,
});

async function hasTables({ ask, config }: DoctorContext): Promise<boolean> {
  const tables = await ask(sql`
    SELECT name FROM system.tables
    WHERE database = ${literal(config.database)} AND name IN ${sqlList(signalsOf(config).map(({ table }) => table))}`);
  return tables.length > 0;
}

async function readPlan(config: Config): Promise<Omit<MigrationFacts, 'hasTables'>> {
  const session = migrationSession(config);
  const facts = { database: config.database, applied: 0, pending: [], troubles: [] };
  try {
    return { ...facts, ...factsOf(await session.plan()) };
  } catch (error) {
    if (error instanceof MigrationRefused) {
      return { ...facts, refusal: error.message };
    }
    throw error;
  } finally {
    await session.close();
  }
}

function factsOf(plan: Plan): Omit<MigrationFacts, 'database' | 'hasTables'> {
  return {
    applied: plan.migrations.filter(({ state }) => state !== 'pending').length,
    pending: plan.phases.map((phase) => ({ id: phase.id, why: phase.kind === 'queue' ? phase.why : undefined })),
    troubles: plan.migrations.flatMap(({ id, trouble }) => (trouble ? [`${id}: ${trouble}`] : [])),
  };
}
