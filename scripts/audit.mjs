import { spawnSync } from 'node:child_process';

import { ROOT } from './install.mjs';

// `npm run audit`: known holes in what is shipped, from severity high on. 0: none; 1: there are; 3: the registry could not
// be asked, which is neither. Not part of `npm test`: what is published today must not fail the commit of yesterday.
const UNASKED = 3;
const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const report = read(stdout);
if (!report?.vulnerabilities) {
  const reason = report?.message ?? report?.error?.summary ?? stderr.trim();
  console.error(`Not known: the registry gave no list of holes (${reason}).`);
  process.exit(UNASKED);
}
const serious = Object.values(report.vulnerabilities).filter(({ severity }) => /high|critical/.test(severity));
for (const { name, severity, range, fixAvailable } of serious) {
  console.log(`${severity}: ${name} ${range}${fixAvailable ? ', mended in a newer version' : ''}`);
}
console.log(
  serious.length === 0
    ? 'No known hole of severity high or critical in what is shipped.'
    : `${serious.length} packages.`
);
process.exit(status === 0 ? 0 : 1);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
