import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { type LagResults, lagReport } from './lag/results';
import { report, reportOfVariants } from './queries/report';
import { type Results } from './queries/results';
import { type SealResults, sealReport } from './seal/results';
import { type ServiceResults, servicesReport } from './services/results';
import { type UiResults, uiReport } from './ui/results';

// `GIROK_UPDATE_DOCS=1 npx jest bench/benchmarks` writes the tables anew from the committed results.
const PAGE = path.join(__dirname, '../docs/benchmarks.md');

const resultsOf = (name: string): unknown => JSON.parse(readFileSync(path.join(__dirname, 'results', name), 'utf8'));

const TABLES: Record<string, () => string> = {
  'queries.json': () => report(resultsOf('queries.json') as Results),
  'queries-variants.json': () => reportOfVariants(resultsOf('queries-variants.json') as Results),
  'queries-granules.json': () => reportOfVariants(resultsOf('queries-granules.json') as Results),
  'services.json': () => servicesReport(resultsOf('services.json') as ServiceResults),
  'lag.json': () => lagReport(resultsOf('lag.json') as LagResults),
  'seal.json': () => sealReport(resultsOf('seal.json') as SealResults),
  'ui.json': () => uiReport(resultsOf('ui.json') as UiResults),
};

const between = (name: string) => new RegExp(`(<!-- ${name.replace('.', '\\.')} -->\n)[\\s\\S]*?(<!-- end -->)`);

test.each(Object.keys(TABLES))('docs/benchmarks.md shows bench/results/%s as it is committed', (name) => {
  const page = readFileSync(PAGE, 'utf8');
  const expected = page.replace(
    between(name),
    (_, start: string, end: string) => `${start}\n${TABLES[name]()}\n${end}`
  );
  if (process.env.GIROK_UPDATE_DOCS) {
    writeFileSync(PAGE, expected);
  }
  expect(page).toMatch(between(name));
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});
