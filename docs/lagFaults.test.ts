import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { faultTable } from '../faults/lag/faultTable';
import { INJECTIONS } from '../faults/lag/injections';
import { LAG_FAULTS } from '../faults/lag/lagFaults';

// `GIROK_UPDATE_DOCS=1 npx jest docs/lagFaults` writes the table anew.
const PAGE = path.join(__dirname, 'lag-and-alerts.md');
const TABLE = /(<!-- faults -->\n)[\s\S]*?(<!-- end -->)/;

test('every fault that can be brought about is in the table once', () =>
  expect(LAG_FAULTS.map(({ fault }) => fault).sort()).toEqual(Object.keys(INJECTIONS).sort()));

test('docs/lag-and-alerts.md shows the faults that faults/consumerLag.fault.test.ts brings about', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toMatch(TABLE);
  const expected = page.replace(TABLE, (_, start: string, end: string) => `${start}\n${faultTable()}\n${end}`);
  if (process.env.GIROK_UPDATE_DOCS) {
    writeFileSync(PAGE, expected);
  }
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});
