import { Command } from 'commander';

import type * as completion from './completion';
import type * as deadLetters from './deadLetters';
import type * as doctor from './doctor';
import type * as evidence from './evidence';
import type * as kafkaSecret from './kafkaSecret';
import type * as lag from './lag';
import type * as ledger from './ledger';
import type * as migrate from './migrate';
import type * as seal from './seal';
import type * as serve from './serve';
import type * as verify from './verify';
import { version } from '../../package.json';

/** Each is loaded when it is asked for: a server's libraries take half a second, which `girok migrate` does without. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  migrate: () => (require('./migrate') as typeof migrate).migrateCommand(),
  doctor: () => (require('./doctor') as typeof doctor).doctorCommand(),
  kafka: () => (require('./kafkaSecret') as typeof kafkaSecret).kafkaCommand(),
  lag: () => (require('./lag') as typeof lag).lagCommand(),
  ledger: () => (require('./ledger') as typeof ledger).ledgerCommand(),
  serve: () => (require('./serve') as typeof serve).serveCommand(),
  seal: () => (require('./seal') as typeof seal).sealCommand(),
  verify: () => (require('./verify') as typeof verify).verifyCommand(),
  evidence: () => (require('./evidence') as typeof evidence).evidenceCommand(),
  'dead-letters': () => (require('./deadLetters') as typeof deadLetters).deadLettersCommand(),
  completion: () => (require('./completion') as typeof completion).completionCommand(),
};

/** The command that is named first; all of them for whatever tells of all: help, completion, a word that is no command. */
function needed(first: string | undefined): string[] {
  const isEnough = first !== undefined && first !== 'completion' && Object.hasOwn(COMMANDS, first);
  return isEnough ? [first] : Object.keys(COMMANDS);
}

/**
 * `girok` with every command, or with only the one that is named: the others' libraries are not loaded.
 * @param first first word of the command line
 */
export function girokProgram(first?: string): Command {
  const program = new Command('girok')
    .description('Girok Telemetry beside ClickHouse: makes its tables, and looks after what flows into them')
    .version(version);
  for (const name of needed(first)) {
    program.addCommand(COMMANDS[name]());
  }
  return program;
}
