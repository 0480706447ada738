import { Command } from 'commander';

import { EXIT, print } from './output';
import { type Config, readConfig } from '../config';
import { diagnose } from '../doctor/check';
import { CHECKS } from '../doctor/checks';
import { doctorContext } from '../doctor/context';
import { Report, summary } from '../doctor/report';
import { smokeCheck, SMOKE_TIMEOUT_MS } from '../doctor/smoke/smoke';
import { type Finding } from '../doctor/verdict';

interface Options extends Partial<Config> {
  smoke?: boolean;
  /** Seconds. */
  smokeTimeout: string;
  json?: boolean;
}

async function doctor(options: Options): Promise<number> {
  const smoke = smokeCheck({
    timeoutMs: seconds(options.smokeTimeout) * 1000,
    onProgress: (waitingFor, elapsedMs) =>
      status(`  waiting for ${waitingFor.join(', ')}: ${Math.round(elapsedMs / 1000)} s`),
  });
  const context = doctorContext(readConfig(process.env, options));
  const report = new Report(print, wantsColours());
  const findings: Finding[] = [];
  try {
    for await (const finding of diagnose(context, options.smoke ? [...CHECKS, smoke] : CHECKS)) {
      status('');
      findings.push(finding);
      if (!options.json) {
        report.add(finding);
      }
    }
  } finally {
    await context.close();
  }
  report.end();
  print(options.json ? JSON.stringify(findings, null, 2) : `\n${summary(findings)}`);
  return findings.some((finding) => finding.status === 'failure') ? EXIT.unwell : EXIT.ok;
}

/** On a terminal that has them, unless NO_COLOR is set. */
const wantsColours = () => process.stdout.isTTY && process.stdout.hasColors();

/** A line on a terminal that the next one replaces. */
function status(text: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text}`);
  }
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 3600)) {
    throw new Error(`--smoke-timeout must be a number of seconds from 1 to 3600, but is "${text}".`);
  }
  return number;
}

/** `girok doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check ClickHouse, Kafka, the queues and what they store, and say what to do where something is wrong')
    .option('--smoke', `also send one message of each signal through and wait until it is stored (leaves three rows)`)
    .option('--smoke-timeout <seconds>', 'longest wait for them', String(SMOKE_TIMEOUT_MS / 1000))
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user of girok (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of all objects (GIROK_DATABASE)')
    .option('--queues <kind>', 'kafka, or null for the embedded receiver (GIROK_QUEUES)')
    .option('--json', 'output for machines')
    .addHelpText(
      'after',
      `
Passwords come from the environment only: GIROK_CLICKHOUSE_PASSWORD, GIROK_KAFKA_PASSWORD.
--smoke writes to the topic as GIROK_KAFKA_USERNAME, or as GIROK_KAFKA_PRODUCER_USERNAME with GIROK_KAFKA_PRODUCER_PASSWORD.
Exit codes: 0 nothing has failed (there may be warnings), 1 the doctor could not work, ${EXIT.unwell} something has failed.`
    )
    .action(async (options: Options) => {
      process.exitCode = await doctor(options);
    });
}
