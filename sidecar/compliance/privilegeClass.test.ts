import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

import { PRIVILEGE } from '../../queries/audit/privileges';

test('a change of rights is what the compliance catalogue calls one', () => {
  const file = readFileSync(path.join(__dirname, '../../compliance/events.yaml'), 'utf8');
  expect(parse(file).classes.privilege).toEqual(PRIVILEGE);
});
