import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { pino } from 'pino';

import { EXIT, print } from './output';
import { repeatable } from './repeatable';
import { tableOptions, withTables } from './withTables';
import { writeNewFile } from './writeNewFile';
import { connect, readerOf } from '../clickhouse';
import { complianceService } from '../compliance/complianceService';
import { evidenceOfRun } from '../compliance/evidence/evidenceOfRun';
import { type Manifest } from '../compliance/evidence/manifest';
import { type ByteSource, withFile } from '../compliance/evidence/readZip';
import { recordExport } from '../compliance/evidence/recordExport';
import { isPackage, verifyEvidence, verifyPackage } from '../compliance/evidence/verifyEvidence';
import { type Config } from '../config';
import { readSigningKey, readTrustedKeys, type TrustedKeys } from '../seal/keys';

function verify(file: string, { key }: { key: string[] }): void {
  const trusted = readTrustedKeys(key);
  print(withFile(file, (source) => (isPackage(source) ? packageText : evidenceText)(source, trusted)));
}

function evidenceText(source: ByteSource, trusted: TrustedKeys): string {
  const verdict = verifyEvidence(source, trusted);
  return 'problem' in verdict
    ? notProven(verdict.problem)
    : [
        `PROVEN. Nothing in the file was changed since it was signed by the key ${verdict.kid}.`,
        manifestText(verdict.manifest),
      ].join('\n');
}

function packageText(source: ByteSource, trusted: TrustedKeys): string {
  const verdict = verifyPackage(source, trusted);
  if ('problem' in verdict) {
    return notProven(verdict.problem);
  }
  const { list, kid, evidence } = verdict;
  return [
    `PROVEN. Nothing in the package was changed since it was signed by the key ${kid}, nor in the evidence in it.`,
    `Control: ${list.framework} ${list.control}, "${list.meaning}", ${list.period.from} to ${list.period.to}.`,
    list.missing.length === 0
      ? 'Every query of the control is in it.'
      : `NOT in it: ${list.missing.join(', ')}, which serve the control, too.`,
    ...[...evidence].map(([name, manifest]) => `\n${name}\n${manifestText(manifest)}`),
  ].join('\n');
}

function notProven(problem: string): string {
  process.exitCode = EXIT.differs;
  return `NOT PROVEN. ${problem}`;
}

const manifestText = ({ query, approvals, run, result, redaction, proof, cannotShow }: Manifest) =>
  [
    `Query: ${query.id} version ${query.version}, "${query.title}".`,
    ...approvals.map(({ action, person, at }) => `Version: ${action} by ${person}, ${at}.`),
    `Run: by ${run.person}, ${run.startedAt} to ${run.finishedAt}, on ${run.database} (ClickHouse ${run.server}).`,
    `Purpose: ${run.purpose}`,
    `Result: ${result.rows} rows${redaction === null ? '' : `, redacted: ${redaction.columns.join(', ')}`}.`,
    proof === null
      ? 'Not looked at: whether the rows that were asked are those that were sealed.'
      : `Seals when it was made: ${proof.verdict}${proof.sealedUpTo === '' ? '' : `, up to ${proof.sealedUpTo}, head ${proof.head}`}. ${proof.notes.join(' ')}`,
    `Cannot show: ${cannotShow}`,
  ].join('\n');

interface MakeOptions extends Partial<Config> {
  from: string;
  to: string;
  tenant: string;
  purpose: string;
  param: string[];
  out: string;
  redacted?: boolean;
}

const make = (id: string, options: MakeOptions) =>
  withTables(options, async (config, client) => {
    if (config.sealKey === undefined) {
      throw new Error(
        'GIROK_SEAL_KEY is not set: the file with the key that signs. `girok seal keygen FILE` makes one.'
      );
    }
    const key = readSigningKey(config.sealKey);
    const { database } = config;
    const reader = connect({ ...readerOf(config), database }, (config.complianceRunS + 60) * 1000);
    try {
      const log = pino({ level: 'silent' });
      const { book, runs, recordAccess, redactionKey } = complianceService({ config, client, reader, key, log });
      if (options.redacted && redactionKey === undefined) {
        throw new Error('GIROK_REDACTION_KEY is not set: pseudonyms need a key.');
      }
      const login = userInfo().username;
      const person = { uid: `cli:${login}`, login: `${login} (command)`, roles: ['auditor' as const] };
      const { query } = await book.runnable(id);
      const run = randomUUID();
      const parameters = parametersOf(options.param, query.parameters);
      const { from, to, tenant, purpose } = options;
      await runs.start({ run, query: id, from, to, tenant, purpose, parameters }, person);
      const ended = await runs.ended(run);
      if (ended.status !== 'done') {
        throw new Error(ended.problem);
      }
      const record = await runs.result(run);
      const version = await book.runnable(id, record.version);
      const zip = await evidenceOfRun({
        client,
        key,
        record,
        version,
        person: person.login,
        redactionKey: options.redacted ? redactionKey : undefined,
      });
      await recordExport(recordAccess, person, record, options.redacted === true);
      await writeNewFile(options.out, zip);
      print(`${options.out}: ${record.rows} rows of ${id} version ${record.version}, signed by the key ${key.kid}.`);
    } finally {
      await reader.close();
    }
  });

/** `name=value` as the query declares it: numbers as numbers. @throws Error for one without "=" */
function parametersOf(
  given: readonly string[],
  declared: Readonly<Record<string, { type: string }>>
): Record<string, string | number> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) {
        throw new Error(`--param wants name=value, but got "${text}".`);
      }
      const [name, value] = [text.slice(0, at), text.slice(at + 1)];
      const isText = !Object.hasOwn(declared, name) || declared[name].type === 'String';
      return [name, isText ? value : Number(value)];
    })
  );
}

/** `girok evidence verify|make`. */
export function evidenceCommand(): Command {
  const command = new Command('evidence').description('Evidence files: the result of a saved query, signed');
  command
    .command('verify <file>')
    .description('Check a zip or a package of evidence with nothing but the public key: no ClickHouse, no network')
    .option('--key <file>', 'public key that came from elsewhere; may be given more than once', repeatable, [])
    .addHelpText('after', '\nExit codes: 0 proven, 1 failed, 4 not proven.')
    .action(verify);
  tableOptions(command.command('make <query>'))
    .description('Run a saved query and write its evidence: recorded in the audit log like a run in Grafana')
    .requiredOption('--from <time>', 'start of the period, such as 2026-07-01T00:00:00Z')
    .requiredOption('--to <time>', 'its end, which is not part of it')
    .requiredOption('--purpose <text>', 'why; stands in the audit log and in the evidence')
    .requiredOption('--out <file>', 'file to write; one that is there is not written over')
    .option('--tenant <name>', 'only of this tenant', '')
    .option('--param <name=value>', 'a parameter of the query; may be given more than once', repeatable, [])
    .option('--redacted', 'pseudonyms in place of personal data (GIROK_REDACTION_KEY)')
    .option('--seal-key <file>', 'private key that signs (GIROK_SEAL_KEY)')
    .addHelpText('after', '\nExit codes: 0 written, 1 failed: nothing was run, or there is no evidence of it.')
    .action(make);
  return command;
}
