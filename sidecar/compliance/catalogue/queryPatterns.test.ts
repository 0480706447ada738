import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { CATALOGUE, loadCatalogue } from './loadCatalogue';
import { queryPatterns } from './queryPatterns';
import { eventsSchema, fieldsSchema, frameworksSchema, querySchema } from './schema';

const PAGE = path.join(CATALOGUE, '../docs/query-patterns.md');

const updating = process.env.GIROK_UPDATE_DOCS !== undefined;

test('docs/query-patterns.md shows the catalogue as it is', () => {
  const text = queryPatterns(loadCatalogue());
  if (updating) {
    writeFileSync(PAGE, text);
  }
  expect(readFileSync(PAGE, 'utf8')).toBe(text);
});

test.each([
  ['query', querySchema],
  ['fields', fieldsSchema],
  ['events', eventsSchema],
  ['frameworks', frameworksSchema],
])('compliance/schema/%s.schema.json is what the loader asks for', (name, schema) => {
  const file = path.join(CATALOGUE, 'schema', `${name}.schema.json`);
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2);
  if (updating) {
    writeFileSync(file, text);
  }
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text));
});
