import { readFileSync } from 'node:fs';

// What jest and Playwright say in their JSON reports: how many tests passed, failed and were skipped, why they were
// skipped, and how each failure begins, so that the end of the output of `npm test` names the cause. A test of the browser
// that passes only at its second try is named, too.

const MESSAGE_LINES = 15;

export function jestCounts(file) {
  const json = read(file);
  const suites = json?.testResults ?? [];
  const tests = suites.flatMap(({ assertionResults }) => assertionResults);
  const notRun = suites.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  return {
    passed: json?.numPassedTests ?? 0,
    failed: json ? json.numFailedTests + json.numRuntimeErrorTestSuites : 1,
    skipped: json?.numPendingTests ?? 0,
    reasons: tests.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
    failures: [
      ...tests
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => failure(fullName, failureMessages[0])),
      ...notRun.map(({ name, message }) => failure(name, message)),
    ],
  };
}

export function playwrightCounts(file) {
  const json = read(file);
  const specs = (json?.suites ?? []).flatMap(specsOf);
  return {
    passed: (json?.stats.expected ?? 0) + (json?.stats.flaky ?? 0),
    failed: json ? json.stats.unexpected : 1,
    skipped: json?.stats.skipped ?? 0,
    reasons: [],
    unsteady: specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(failureOf),
    failures: specs.filter(({ ok }) => !ok).map(failureOf),
  };
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

function failureOf({ file, line, title, tests }) {
  const failed = tests.flatMap(({ results }) => results).find(({ error }) => error);
  return failure(`${file}:${line} ${title}`, failed?.error.message);
}

const failure = (title, message = '') =>
  [title, ...message.split('\n').slice(0, MESSAGE_LINES)].join('\n    ').replace(COLOURS, '');

const COLOURS = /\u001b\[[0-9;]*m/g;

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
