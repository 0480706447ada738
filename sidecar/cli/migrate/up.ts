import { Command, InvalidArgumentError } from 'commander';

import { type Action, withSession } from './action';
import { lintText } from './lintText';
import { ProgressLines } from './progress';
import { rehearsalText } from './rehearsalText';
import { stoppable } from './stopSignal';
import { loadCatalogue } from '../../compliance/catalogue/loadCatalogue';
import { refuseShortRetention } from '../../compliance/retention/floors';
import { explainException, withoutStack } from '../../doctor/queues/consumerExceptions';
import { type RunEvent } from '../../migrate/apply/runContext';
import { JOIN_TIMEOUT_MS, up as migrateUp, type UpSummary } from '../../migrate/apply/up';
import { lintPending } from '../../migrate/lintPending';
import { planMigrations } from '../../migrate/plan';
import { MigrationRefused } from '../../migrate/refused';
import { rehearsePlan } from '../../migrate/rehearsePlan';
import { type MigrationSession } from '../../migrate/session';
import { count, EXIT, print } from '../output';

interface Options {
  allowDestructive?: boolean;
  replay?: boolean;
  rehearsal: boolean;
  lint: boolean;
  joinTimeout: number;
}

const up: Action<Options> = async (session, options) => {
  refuseShortRetention(session.config, loadCatalogue().frameworks);
  await refuseWhatFails(session, options);
  const lines = options.json ? undefined : new ProgressLines();
  const report = lines?.show ?? ((event: RunEvent) => print(JSON.stringify(event)));
  const begun = performance.now();
  try {
    const summary = await stoppable((stop) =>
      migrateUp(session, {
        allowDestructive: options.allowDestructive,
        replay: options.replay,
        joinTimeoutMs: options.joinTimeout,
        stop,
        report,
      })
    );
    lines?.end();
    const elapsedMs = Math.round(performance.now() - begun);
    print(options.json ? JSON.stringify({ type: 'summary', ...summary, elapsedMs }) : summaryText(summary, elapsedMs));
    return summary.queues.every(({ state }) => state === 'consuming') ? EXIT.ok : EXIT.notConsuming;
  } finally {
    lines?.end();
  }
};

/** @throws MigrationRefused when a pending template breaks a rule, or a pending statement fails in a scratch engine */
async function refuseWhatFails(session: MigrationSession, { lint, rehearsal }: Options): Promise<void> {
  const input = await session.read();
  const plan = planMigrations(input);
  if (plan.pending.length === 0) {
    return;
  }
  const findings = lint ? lintPending(input, plan) : [];
  if (findings.length > 0) {
    throw new MigrationRefused(lintText(findings));
  }
  if (!rehearsal) {
    return;
  }
  const rehearsed = await rehearsePlan(session, input, plan);
  if (rehearsed.failed) {
    throw new MigrationRefused(rehearsalText(rehearsed));
  }
}

function summaryText({ statements, queues }: UpSummary, elapsedMs: number): string {
  if (statements === 0) {
    return 'Nothing to do: every migration is applied, retention and queues are as configured.';
  }
  const silent = queues.filter(({ state }) => state === 'not consuming');
  return [
    `Done: ${count(statements, 'statement')} run in ${(elapsedMs / 1000).toFixed(1)} s.`,
    ...silent.flatMap(({ queue, detail }) => {
      const { why, next } = explainException(detail);
      const waits = detail.startsWith('no partition');
      return [
        `${queue} was made, but it does not read yet: ${waits ? detail : why}.`,
        `  ${waits ? '`girok doctor` looks again.' : `${next}\n  ClickHouse says: ${withoutStack(detail)}`}`,
      ];
    }),
  ].join('\n');
}

function seconds(text: string): number {
  if (!/^\d{1,4}$/.test(text)) {
    throw new InvalidArgumentError('a number of seconds, 0 to 9999');
  }
  return Number(text) * 1000;
}

/** `girok migrate up`. */
export const upCommand = () =>
  new Command('up')
    .description('Bring the database to the present migrations, retention and queues')
    .option('--allow-destructive', 'run statements that delete rows')
    .option('--replay', 'accept a consumer group of another name, which reads its topic from the start')
    .option('--no-rehearsal', 'do not try the statements in a scratch ClickHouse first')
    .option('--no-lint', 'run templates that break a rule of migrations')
    .option(
      '--join-timeout <seconds>',
      'longest wait for a new Kafka queue to be given partitions; 0 does not wait',
      seconds,
      JOIN_TIMEOUT_MS
    )
    .action(withSession(up));
