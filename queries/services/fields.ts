import { fieldSet, RESOURCE_PREFIX } from '../fields';
import { wordsOf } from '../search';
import { and, containing, type Sql, sql } from '../sql';

/** What spans, logs and metrics of a service have in common: one filter narrows all three. */
export const SERVICE_FIELDS = fieldSet({
  signal: 'traces',
  columns: { service: 'ServiceName' },
  maps: { [RESOURCE_PREFIX]: 'ResourceAttributes' },
  withoutMenu: [],
});

/** What the search box of the services means: words that must all stand in the name of the service, in any case. */
export const serviceSearch = (text: string): Sql =>
  and(wordsOf(text).map((word) => sql`ServiceName ILIKE ${containing(word)}`));
