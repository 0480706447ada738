import { readFileSync } from 'node:fs';
import path from 'node:path';

import { testUrl } from '../../../embedded/clickhouse/testClient';
import { TableLockStore } from '../../migrate/lock/tableLockStore';
import { scratchMigrations, type ScratchMigrations } from '../../migrate/scratchMigrations';
import { runGirok } from '../runGirok';

const DOCS = readFileSync(path.join(__dirname, '../../../docs/migrations.md'), 'utf8');

/** What the page does, in its order: hidden preparations, and commands with the output that it claims. */
type Step =
  | { kind: 'sql'; text: string }
  | { kind: 'lock'; runner: string; host: string; pid: number }
  | { kind: 'unlock' }
  | { kind: 'command'; line: string; output: string };

const STEP = /<!-- sql: (.*) -->|<!-- lock: (.*) on (.*), pid (\d+) -->|<!-- (unlock) -->|```console\n([\s\S]*?)```/g;

const STEPS: Step[] = [...DOCS.matchAll(STEP)].flatMap(([, text, runner, host, pid, unlock, console]): Step[] => {
  if (text) {
    return [{ kind: 'sql', text }];
  }
  if (runner) {
    return [{ kind: 'lock', runner, host, pid: Number(pid) }];
  }
  return unlock
    ? [{ kind: 'unlock' }]
    : console
        .split(/^\$ /m)
        .slice(1)
        .map((command): Step => {
          const [line, ...output] = command.split('\n');
          return { kind: 'command', line, output: output.join('\n') };
        });
});

let scratch: ScratchMigrations;
beforeAll(async () => {
  scratch = await scratchMigrations(testUrl());
});
afterAll(() => scratch.close());

/** Numbers and the width of columns are those of the day. */
const general = (text: string) => text.replaceAll(/\d+/g, '0').replaceAll(/ {2,}/g, '  ');

/** `…` on a line of its own stands for any lines. */
function pattern(output: string): RegExp {
  const escaped = general(output).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/^…\n/gm, '(?:.*\\n)*')}$`);
}

async function run(line: string): Promise<string> {
  const words = line.split(' ');
  const settings = words.filter((word) => /^GIROK_\w+=/.test(word)).map((word) => word.split('='));
  const args = words.slice(settings.length + 1);
  const { stdout, stderr } = await runGirok(args, {
    GIROK_CLICKHOUSE_URL: testUrl(),
    GIROK_DATABASE: scratch.database,
    GIROK_QUEUES: 'null',
    ...(Object.fromEntries(settings) as Record<string, string>),
  });
  return (stdout + stderr).replaceAll(scratch.database, 'otel');
}

async function perform(step: Step): Promise<void> {
  const locks = () => new TableLockStore(scratch.session.client, scratch.database);
  switch (step.kind) {
    case 'sql':
      await scratch.run(step.text.replaceAll('otel.', `${scratch.database}.`));
      break;
    case 'lock': {
      const fence = ((await locks().newest())?.fence ?? 0) + 1;
      await locks().claim(fence, { runner: step.runner, host: step.host, pid: step.pid }, 30_000);
      break;
    }
    case 'unlock':
      await locks().release((await locks().newest())?.fence ?? 0);
      break;
    case 'command':
      expect(general(await run(step.line))).toMatch(pattern(step.output));
  }
}

// one after the other, each on what the former have left
test.each(
  STEPS.map((step, i): [string, Step] => [`${i + 1}. ${step.kind === 'command' ? step.line : step.kind}`, step])
)('docs/migrations.md: %s', (_, step) => perform(step));

test('every exit code of the help is in the table of the page', async () => {
  const help = await run('girok migrate --help');
  const codes = [...help.split('Exit codes:')[1].matchAll(/(?:^|[\s,])(\d+) /g)].map(([, code]) => code);
  const table = [...DOCS.split('## Exit codes')[1].matchAll(/^\| (\d+) /gm)].map(([, code]) => code);
  expect(table).toEqual(codes);
});
