import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { ensureInstalled, ROOT } from './install.mjs';
import { jestCounts, playwrightCounts } from './testReports.mjs';

// `npm test`: every check, one summary, exit code 1 when one fails. `npm test -- types e2e` runs only those.
// The lanes of a stage run side by side: tests with a broker wait more than they work. The browser has the machine alone.
const REPORTS = path.join(ROOT, '.cache/test-reports');
const report = (name) => path.join(REPORTS, `${name}.json`);
const jest = (name, ...projects) => [
  'npx',
  'jest',
  '--selectProjects',
  ...projects,
  '--json',
  `--outputFile=${report(name)}`,
];

const STAGES = [
  [
    [
      { name: 'types', command: ['npx', 'tsc', '--noEmit'] },
      { name: 'lint', command: ['npx', 'eslint', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'] },
      { name: 'format', command: ['npx', 'prettier', '--check', '--cache', '--log-level', 'warn', '.'] },
      { name: 'dead code', command: ['npx', 'knip'] },
      { name: 'unit', command: jest('unit', 'plugin', 'node'), counts: jestCounts },
      // both cores: Kafka's tests have ended by the time that most of these run
      { name: 'sql', command: [...jest('sql', 'engine'), '--maxWorkers=2'], counts: jestCounts },
    ],
    // in one process, because its tests share a broker and an engine
    [{ name: 'kafka', command: [...jest('kafka', 'kafka'), '--runInBand'], counts: jestCounts, unable: whyNoKafka }],
  ],
  [[{ name: 'e2e', command: [process.execPath, 'scripts/e2e.mjs'], counts: playwrightCounts }]],
];
const CHECKS = STAGES.flat(2);

ensureInstalled();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${CHECKS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const isWanted = ({ name }) => wanted.length === 0 || wanted.includes(name);
const results = [];
for (const lanes of STAGES) {
  results.push(...(await Promise.all(lanes.map((lane) => runLane(lane.filter(isWanted))))).flat());
}

console.log(`\n${results.map(line).join('\n')}\n`);
const failed = results.filter(({ ok, skipped }) => !ok && !skipped);
if (failed.length > 0) {
  console.log(
    `Failed: ${failed.map(({ name }) => name).join(', ')}. Run one alone with: npm test -- "${failed[0].name}"\n`
  );
}
const outcome = ({ ok, skipped }) => (skipped ? 'skipped' : ok ? 'passed' : 'failed');
const sum = (key) =>
  results.reduce((total, result) => total + (result.tests?.[key] ?? (key === outcome(result) ? 1 : 0)), 0);
for (const { name, tests, skipped } of results) {
  if (skipped) {
    console.log(`skipped: ${name}: ${skipped}`);
  }
  tests?.reasons.forEach((reason) => console.log(`skipped: ${reason}`));
  tests?.unsteady?.forEach((one) => console.log(`passed at the second try only: ${one}\n`));
}
for (const { tests } of failed) {
  tests?.failures.forEach((one) => console.log(`✗ ${one}\n`));
}
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exit(failed.length === 0 ? 0 : 1);

function line({ name, ok, seconds, tests, skipped }) {
  if (skipped) {
    return `- ${name.padEnd(10)} skipped`;
  }
  const counted = tests
    ? `${tests.passed} passed${tests.failed ? `, ${tests.failed} failed` : ''}${tests.skipped ? `, ${tests.skipped} skipped` : ''}`
    : '';
  return `${ok ? '✓' : '✗'} ${name.padEnd(10)} ${`${seconds} s`.padStart(6)}  ${counted}`.trimEnd();
}

async function runLane(checks) {
  const results = [];
  for (const check of checks) {
    const skipped = check.unable?.();
    console.log(skipped ? line({ ...check, skipped }) : `… ${check.name}`);
    results.push(skipped ? { ...check, skipped } : await runCheck(check));
  }
  return results;
}

async function runCheck(check) {
  const begun = Date.now();
  const { ok, output } = await run(check.command);
  const result = {
    ...check,
    ok,
    seconds: Math.round((Date.now() - begun) / 1000),
    tests: check.counts?.(report(check.name)),
  };
  console.log(line(result));
  if (!ok) {
    console.log(output);
  }
  return result;
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, CI: 'true', FORCE_COLOR: '0', PLAYWRIGHT_JSON_OUTPUT_NAME: report('e2e') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Why no Kafka can run on this machine, in one line, or nothing; when that cannot be told, the check itself will. */
function whyNoKafka() {
  const script = ['--import', 'tsx', 'embedded/kafka/requirementsMain.ts'];
  return spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' }).stdout;
}
