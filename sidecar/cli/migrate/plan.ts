import { Command } from 'commander';

import { type Action, asJson, withSession } from './action';
import { effectWord } from './effectWord';
import { lintText } from './lintText';
import { rehearsalJson, rehearsalText } from './rehearsalText';
import { type RetentionChange, retentionText } from './retentionText';
import { loadCatalogue } from '../../compliance/catalogue/loadCatalogue';
import { refuseShortRetention } from '../../compliance/retention/floors';
import { refusals } from '../../migrate/apply/refusals';
import { type LintFinding } from '../../migrate/lint';
import { lintPending } from '../../migrate/lintPending';
import { type Plan, planMigrations } from '../../migrate/plan';
import { rehearsePlan, type Rehearsed } from '../../migrate/rehearsePlan';
import { affectedParts } from '../../migrate/retention/parts';
import { type MigrationSession } from '../../migrate/session';
import { count, EXIT, paint, print, table } from '../output';

interface Options {
  sql?: boolean;
  rehearsal: boolean;
}

const plan: Action<Options> = async (session, options) => {
  refuseShortRetention(session.config, loadCatalogue().frameworks);
  const input = await session.read();
  const planned = planMigrations(input);
  const changes = await retentionChanges(session, planned);
  const refused = refusals(planned, {});
  const lint = lintPending(input, planned);
  const rehearsed =
    options.rehearsal && planned.pending.length > 0 ? await rehearsePlan(session, input, planned) : undefined;
  if (options.json) {
    print(asJson(planJson(planned, changes, refused, lint, rehearsed)));
  } else if (planned.pending.length === 0) {
    print('Nothing to do: every migration is applied, retention and queues are as configured.');
  } else {
    print(planText(planned, changes, refused, lint, rehearsed, options.sql === true));
  }
  return rehearsed?.failed || lint.length > 0 ? EXIT.refused : EXIT.ok;
};

function retentionChanges({ client, config }: MigrationSession, { retention }: Plan): Promise<RetentionChange[]> {
  const changing = retention.filter(({ statements }) => statements.length > 0);
  return Promise.all(
    changing.map(async (change) => ({ plan: change, affected: await affectedParts(client, config.database, change) }))
  );
}

function planText(
  { pending, queues }: Plan,
  changes: RetentionChange[],
  refused: string[],
  lint: LintFinding[],
  rehearsed: Rehearsed | undefined,
  sql: boolean
): string {
  const sections = [
    sql
      ? pending
          .map((s) => `-- ${s.migration}, ${s.position} of ${s.of}: ${s.description} (${s.effect})\n${s.shown};\n`)
          .join('\n')
      : table(
          ['migration', '#', 'statement', 'class'],
          pending.map((s) => [s.migration, `${s.position}/${s.of}`, s.description, effectWord(s.effect)])
        ),
    ...section('Retention', changes.map(retentionText)),
    ...section(
      'Queues that are made anew',
      queues.filter(({ why }) => why !== undefined).map(({ queue, why }) => `${queue}: ${why}`)
    ),
    ...(lint.length > 0 ? [lintText(lint)] : []),
    ...(rehearsed ? [rehearsalText(rehearsed)] : []),
    ...(refused.length > 0
      ? [paint('yellow', `\`girok migrate up\` will refuse this as it is:`) + '\n' + refused.join('\n')]
      : []),
    `${count(pending.length, 'statement')} would run. \`girok migrate up\` runs them${sql ? '' : '; `girok migrate plan --sql` shows them in full'}.`,
  ];
  return sections.join('\n\n');
}

const section = (title: string, lines: string[]) =>
  lines.length === 0 ? [] : [[paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n')];

const planJson = (
  { pending, queues }: Plan,
  changes: RetentionChange[],
  refused: string[],
  lint: LintFinding[],
  rehearsed: Rehearsed | undefined
) => ({
  statements: pending.map(({ migration, position, of, description, effect, shown }) => ({
    migration,
    position,
    of,
    description,
    effect,
    sql: shown,
  })),
  retention: changes.map(({ plan: { table: name, before, after, deletes }, affected }) => ({
    table: name,
    before,
    after,
    deletes,
    ...affected,
  })),
  queues: queues
    .filter(({ why }) => why !== undefined)
    .map(({ queue, why, groupChange }) => ({ queue, why, groupChange })),
  refusals: refused,
  lint,
  rehearsal: rehearsed && rehearsalJson(rehearsed),
});

/** `girok migrate plan`. */
export const planCommand = () =>
  new Command('plan')
    .description('Show what `up` would do, tried out in a scratch ClickHouse, and do none of it')
    .option('--sql', 'every statement in full, secrets hidden')
    .option('--no-rehearsal', 'do not try the statements in a scratch ClickHouse')
    .action(withSession(plan));
