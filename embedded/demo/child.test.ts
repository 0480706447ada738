import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const STARTER = `
const { Child } = require(${JSON.stringify(path.join(__dirname, 'child.ts'))});
const child = new Child('billing', { otlpUrl: 'http://127.0.0.1:9' }, { onMessage: ({ type }) => console.log(type, child.pid) });
`;

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a process of the demo ends when the one that started it is killed', async () => {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const starter = spawn(process.execPath, ['--import', tsx, '-e', STARTER], { stdio: ['ignore', 'pipe', 'inherit'] });
  let pid = 0;
  for await (const line of createInterface({ input: starter.stdout })) {
    expect(line).toMatch(/^listening \d+$/);
    pid = Number(line.split(' ')[1]);
    break;
  }
  expect(lives(pid)).toBe(true);
  starter.kill('SIGKILL');
  while (lives(pid)) {
    await sleep(50);
  }
}, 60_000);
