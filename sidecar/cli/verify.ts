import { Command } from 'commander';
import { readFileSync } from 'node:fs';

import { count, EXIT, print } from './output';
import { repeatable } from './repeatable';
import { withTables } from './withTables';
import { loadCatalogue } from '../compliance/catalogue/loadCatalogue';
import { derivedColumns } from '../compliance/derivedColumns';
import { type Config } from '../config';
import { parsePeriod } from '../migrate/period';
import { readAnchorLines } from '../seal/anchors/anchor';
import { anchorsOf } from '../seal/anchors/anchorHead';
import { lookAtAnchors } from '../seal/anchors/lookAtAnchors';
import { readTrustedKeys } from '../seal/keys';
import { retainedFrom } from '../seal/retainedFrom';
import { verificationText } from '../seal/verificationText';
import { verify } from '../seal/verify';

interface Options extends Partial<Config> {
  key: string[];
  anchors: string[];
  from?: string;
  to?: string;
  json?: boolean;
  record?: boolean;
}

const instant = (text: string | undefined, otherwise: number): number => {
  const at = text === undefined ? otherwise : Date.parse(text);
  if (Number.isNaN(at)) {
    throw new Error(`"${text}" is no time: write it as 2026-07-01T00:00:00Z.`);
  }
  return at;
};

const verifyAll = (options: Options) =>
  withTables(options, async (config, client) => {
    const given = options.anchors.flatMap((file) => readAnchorLines(readFileSync(file, 'utf8'), file));
    const { heads, ...aboutAnchors } = await lookAtAnchors(client, anchorsOf(config), given);
    const found = await verify({
      client,
      trusted: readTrustedKeys(options.key),
      anchored: heads,
      aboutAnchors,
      derived: derivedColumns(loadCatalogue()),
      retainedFrom: retainedFrom(parsePeriod(config.logsRetention)!, Date.now()),
      lateBefore: Date.now() - config.sealLateHours * 3_600_000,
      range: { from: instant(options.from, -Infinity), to: instant(options.to, Infinity) },
      record: options.record,
    });
    print(options.json ? JSON.stringify(found, null, 2) : verificationText(found, count));
    process.exitCode = found.verdict === 'OK' ? EXIT.ok : EXIT.differs;
  });

/** `girok verify`. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare the audit log with its seals, and name what was modified, deleted or forged')
    .option('--key <file>', 'public key that was kept outside; may be given more than once', repeatable, [])
    .option(
      '--anchors <file>',
      'heads from another store, a line of JSON each; may be given more than once',
      repeatable,
      []
    )
    .option('--from <time>', 'only windows of ingest time after this')
    .option('--to <time>', 'only windows of ingest time before this')
    .option('--no-record', 'do not keep in audit_seal_checks what was found')
    .option('--json', 'output for machines')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user that may read the tables (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the tables (GIROK_DATABASE)')
    .addHelpText(
      'after',
      '\nAnchors that are configured (GIROK_ANCHOR_FILE, GIROK_ANCHOR_GIT, GIROK_ANCHOR_TSA) are read as well.\n' +
        'Exit codes: 0 all in order, 1 failed, 4 something was changed, or nothing can be verified.'
    )
    .action(verifyAll);
}
