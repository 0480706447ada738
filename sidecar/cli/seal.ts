import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';

import { count, EXIT, print } from './output';
import { repeatable } from './repeatable';
import { tableOptions, withTables } from './withTables';
import { type Config } from '../config';
import { parsePeriod } from '../migrate/period';
import { anchorHead, type AnchorResult, anchorsOf } from '../seal/anchors/anchorHead';
import { expire } from '../seal/expire';
import { readSigningKey, readTrustedKeys, type SigningKey, writeKeyPair } from '../seal/keys';
import { checkProof, proveEvent } from '../seal/prove';
import { retainedFrom } from '../seal/retainedFrom';
import { readHead, rotateKey } from '../seal/rotateKey';
import { type Seal } from '../seal/sealPayload';
import { sealDue } from '../seal/sealWindows';

const MINUTE_MS = 60_000;

function keyOf({ sealKey }: Config): SigningKey {
  if (sealKey === undefined) {
    throw new Error('GIROK_SEAL_KEY is not set: the file with the key that signs. `girok seal keygen FILE` makes one.');
  }
  return readSigningKey(sealKey);
}

const headText = ({ payload, hash }: Seal) => `Head: seal ${payload.seq}, ${hash}, signed by ${payload.kid}.`;

function anchorText(results: readonly AnchorResult[]): string[] {
  return results.length === 0
    ? ['No anchor is configured: whoever holds the key and the database can write the chain anew (docs/compliance.md).']
    : results.map(({ kind, target, problem }) =>
        problem === undefined ? `Anchored: ${kind} ${target}.` : `NOT anchored: ${kind} ${target}: ${problem}`
      );
}

const run = (options: Partial<Config>) =>
  withTables(options, async (config, client) => {
    const sealed = await sealDue({
      client,
      key: keyOf(config),
      windowMs: config.sealWindowMinutes * MINUTE_MS,
      graceMs: config.sealGraceMinutes * MINUTE_MS,
      lateMs: config.sealLateHours * 60 * MINUTE_MS,
    });
    const backfills = sealed.seals.filter(({ payload }) => payload.kind === 'backfill').length;
    print(`${count(sealed.seals.length, 'seal')} over ${count(sealed.rows, 'row')}, ${backfills} of late rows.`);
    print(`Sealed up to ${new Date(sealed.sealedUpTo).toISOString()}.`);
    print(headText(sealed.head));
    const anchors = await anchorHead(client, anchorsOf(config), sealed.head);
    anchorText(anchors).forEach(print);
    process.exitCode = anchors.some(({ problem }) => problem !== undefined) ? EXIT.failed : EXIT.ok;
  });

const head = (options: Partial<Config>) =>
  withTables(options, async (_config, client) => {
    print(headText(await readHead(client)));
  });

function keygen(file: string): void {
  print(`Key ${writeKeyPair(file).kid}: ${file} signs, ${file}.pub verifies.`);
}

const rotate = (newKey: string, options: Partial<Config>) =>
  withTables(options, async (config, client) => {
    const seal = await rotateKey(client, keyOf(config), readSigningKey(newKey));
    print(`From the next seal on the key ${readSigningKey(newKey).kid} signs: set GIROK_SEAL_KEY=${newKey}.`);
    print(headText(seal));
    anchorText(await anchorHead(client, anchorsOf(config), seal)).forEach(print);
  });

const drop = (partition: string, options: Partial<Config> & { by: string }) =>
  withTables(options, async (config, client) => {
    const seal = await expire(client, keyOf(config), partition, {
      retainedFrom: retainedFrom(parsePeriod(config.logsRetention)!, Date.now()),
      retention: config.logsRetention,
      by: options.by,
    });
    print(`Month ${partition} was recorded as expired and dropped.`);
    print(headText(seal));
    anchorText(await anchorHead(client, anchorsOf(config), seal)).forEach(print);
  });

const prove = (recordId: string, options: Partial<Config> & { out: string }) =>
  withTables(options, async (_config, client) => {
    writeFileSync(options.out, JSON.stringify(await proveEvent(client, recordId)), { flag: 'wx' });
    print(
      `${options.out} proves the event ${recordId}. Check it anywhere: girok seal check-proof ${options.out} --key PUBLIC.pem`
    );
  });

function checkProofFile(file: string, { key }: { key: string[] }): void {
  const verdict = checkProof(readFileSync(file, 'utf8'), readTrustedKeys(key));
  if ('problem' in verdict) {
    print(`NOT PROVEN. ${verdict.problem}`);
    process.exitCode = EXIT.differs;
    return;
  }
  const { event, seq, chain, from, to, sealedAt, kid } = verdict.proven;
  print(JSON.stringify(event, null, 2));
  print(
    `PROVEN. This event came between ${from} and ${to} and was sealed at ${sealedAt} (seal ${seq} of chain ${chain}, key ${kid}).\n` +
      'Not proven: that it is true, that its sender was who it says, and that the key was nobody else’s.'
  );
}

/** `girok seal run|head|keygen|rotate|expire|prove|check-proof`. */
export function sealCommand(): Command {
  const command = new Command('seal').description('Seal the audit log, so that a later change of it is found');
  tableOptions(command.command('run'))
    .description(
      'Seal every window of ingest time that is due, and give the head to the anchors. Run it every few minutes, once at a time'
    )
    .option('--seal-key <file>', 'private key that signs (GIROK_SEAL_KEY)')
    .option('--seal-window-minutes <n>', 'length of a window, 60 by default (GIROK_SEAL_WINDOW_MINUTES)')
    .option('--seal-grace-minutes <n>', 'wait after the end of a window, 10 by default (GIROK_SEAL_GRACE_MINUTES)')
    .option('--seal-late-hours <n>', 'how long a window may take late rows, 24 by default (GIROK_SEAL_LATE_HOURS)')
    .addHelpText(
      'after',
      '\nAnchors: GIROK_ANCHOR_FILE, GIROK_ANCHOR_GIT, GIROK_ANCHOR_OTLP, GIROK_ANCHOR_TSA.\nExit codes: 0 sealed, 1 failed, or an anchor did not keep the head.'
    )
    .action(run);
  tableOptions(command.command('head'))
    .description('Number and hash of the last seal: write them down elsewhere, that is an anchor too')
    .action(head);
  command
    .command('keygen <file>')
    .description(
      'A new key pair: <file> to sign with, <file>.pub to verify with. Keep a copy of the second one elsewhere'
    )
    .action(keygen);
  tableOptions(command.command('rotate <new-key>'))
    .description('Let another key sign from here on; both sign the change')
    .option('--seal-key <file>', 'private key that signs now (GIROK_SEAL_KEY)')
    .action(rotate);
  tableOptions(command.command('expire <month>'))
    .description('Record that a month (YYYYMM) older than the retention may go, and drop it')
    .option('--seal-key <file>', 'private key that signs (GIROK_SEAL_KEY)')
    .option('--logs-retention <period>', 'retention of audit logs (GIROK_LOGS_RETENTION)')
    .requiredOption('--by <person>', 'who decided it; stands in the record')
    .action(drop);
  tableOptions(command.command('prove <record-id>'))
    .description('Write a file that proves that one event was sealed')
    .requiredOption('--out <file>', 'file to write')
    .action(prove);
  command
    .command('check-proof <file>')
    .description('Check such a file, without ClickHouse')
    .option('--key <file>', 'public key; may be given more than once', repeatable, [])
    .addHelpText('after', '\nExit codes: 0 proven, 1 failed, 4 not proven.')
    .action(checkProofFile);
  return command;
}
