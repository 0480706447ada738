import { Listr } from 'listr2';
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';

import { parseStartOptions, type StartOptions, USAGE } from './startOptions';
import { EmbeddedSystem } from './system';

const say = (text: string) => process.stdout.write(text + '\n');

/** `npm start`: starts everything, prints one address, and ends everything on Ctrl-C. */
async function start(options: StartOptions): Promise<void> {
  mkdirSync(options.dataDir, { recursive: true });
  const logFile = path.join(options.dataDir, 'girok.log');
  const log = createWriteStream(logFile, { flags: 'a' });
  const system = new EmbeddedSystem(options, (line) => log.write(line + '\n'));
  endOnSignal(system);

  const plain = Boolean(process.env.CI) || !process.stdout.isTTY;
  const tasks = system.steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title?: string; output?: unknown }) => {
      const begun = performance.now();
      await run((text) => (task.output = text));
      task.title = `${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`;
    },
  }));
  try {
    await new Listr(tasks, { renderer: plain ? 'simple' : 'default', registerSignalListeners: false }).run();
  } catch (error) {
    await system.stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nThe log is ${logFile}.`);
  }
  for (const moved of system.moved) {
    say(moved);
  }
  const { parts } = await system.health();
  say(`\n  Girok is ready: ${system.url}\n`);
  say(`  ClickHouse  ${parts.database.detail}`);
  say(`  OTLP        ${parts.receiver.detail}`);
  say(`  Sidecar     ${parts.sidecar.detail}`);
  say(`  Demo        ${parts.demo.detail}`);
  say(`  Orders page ${parts['orders page'].detail}`);
  say(`  Data        ${path.resolve(options.dataDir)}\n\n  Ctrl-C ends it; the data stays.`);
  if (options.open && !plain) {
    openInBrowser(system.url);
  }
}

function endOnSignal(system: EmbeddedSystem) {
  let ending = false;
  const end = async () => {
    if (ending) {
      return;
    }
    ending = true;
    say('\nEnding …');
    await system.stop();
    say('Ended. Everything that was acknowledged is stored.');
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

function openInBrowser(url: string) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  // no browser is no error: the address is on the screen
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

async function main(): Promise<void> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    say(USAGE);
    return;
  }
  await start(options);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
