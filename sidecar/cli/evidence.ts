import { Command } from 'commander';
import { readFileSync } from 'node:fs';

import { EXIT, print } from './output';
import { repeatable } from './repeatable';
import { verifyEvidence } from '../compliance/evidence/verifyEvidence';
import { readTrustedKeys } from '../seal/keys';

function verify(file: string, { key }: { key: string[] }): void {
  const verdict = verifyEvidence(readFileSync(file), readTrustedKeys(key));
  if ('problem' in verdict) {
    print(`NOT PROVEN. ${verdict.problem}`);
    process.exitCode = EXIT.differs;
    return;
  }
  const { query, run, result, redaction, proof, cannotShow } = verdict.manifest;
  print(
    [
      `PROVEN. Nothing in the file was changed since it was signed by the key ${verdict.kid}.`,
      `Query: ${query.id} version ${query.version}, "${query.title}".`,
      `Run: by ${run.person}, ${run.startedAt} to ${run.finishedAt}, on ${run.database} (ClickHouse ${run.server}).`,
      `Purpose: ${run.purpose}`,
      `Result: ${result.rows} rows${redaction === null ? '' : `, redacted: ${redaction.columns.join(', ')}`}.`,
      proof === null
        ? 'Not looked at: whether the rows that were asked are those that were sealed.'
        : `Seals when it was run: ${proof.verdict}, up to ${proof.sealedUpTo}, head ${proof.head}. ${proof.notes.join(' ')}`,
      `Cannot show: ${cannotShow}`,
    ].join('\n')
  );
}

/** `girok evidence verify`. */
export function evidenceCommand(): Command {
  const command = new Command('evidence').description('Evidence files: the result of a saved query, signed');
  command
    .command('verify <file>')
    .description('Check a zip of evidence with nothing but the public key: no ClickHouse, no network')
    .option('--key <file>', 'public key that came from elsewhere; may be given more than once', repeatable, [])
    .addHelpText('after', '\nExit codes: 0 proven, 1 failed, 4 not proven.')
    .action(verify);
  return command;
}
