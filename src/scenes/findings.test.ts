import { createDataFrame } from '@grafana/data';

import { RULES } from './findings';
import { rowsOfFrame } from './rows';

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);
const common = { first_seen: at('05:58:14'), last_seen: at('06:07:02'), failures: 0 };

const sayings: Array<[string, string, Record<string, unknown>, string]> = [
  [
    'an address that got in',
    'failed-logins',
    { ...common, kind: 'source', who: '198.51.100.23', peak: 414, failures: 420, others: 12, entered: 1 },
    '414 failed log-ins within 10 minutes, 420 in all from 198.51.100.23 on 12 accounts, since 11-23 05:58:14; 1 log-in succeeded right after a failure.',
  ],
  [
    'an account tried from several addresses',
    'failed-logins',
    { ...common, kind: 'actor', who: 'ana', peak: 12, failures: 12, others: 4, entered: 0 },
    '12 failed log-ins within 10 minutes on the account ana from 4 addresses, since 11-23 05:58:14.',
  ],
  [
    'a new address',
    'new-sources',
    {
      ...common,
      actor: 'ana',
      source: '::1',
      events: 3,
      failures: 1,
      known_sources: 1,
      known_events: 24,
      known_since: at('01:00:00'),
    },
    'ana came from ::1 for the first time: 3 events (1 failed) since 11-23 05:58:14. Known from 1 other address in 24 events since 11-23 01:00:00.',
  ],
  [
    'hours next to each other are one span',
    'unusual-hours',
    { ...common, actor: 'ana', hours: '[3]', usual_hours: '[9,10,11,15]', events: 4, actions: 'UPDATE', known_days: 4 },
    'ana was active at 03:00-03:59 UTC: 4 events, UPDATE, since 11-23 05:58:14. On 4 days before it was active at 09:00-11:59, 15:00-15:59.',
  ],
  [
    'silence',
    'quiet-services',
    { ...common, service: 'shop', quiet_minutes: 60, longest_pause: 1 },
    'shop has written nothing since 11-23 06:07:02, for 60 minutes; its longest pause before was 1 minute.',
  ],
];

test.each(sayings)('%s', (_, id, values, sentence) => {
  const fields = Object.entries(values).map(([name, value]) => ({ name, values: [value] }));
  const [row] = rowsOfFrame(createDataFrame({ fields }));
  expect(RULES.find((rule) => rule.id === id)?.finding(row).sentence).toBe(sentence);
});

test('each rule says its numbers', () => {
  for (const { words } of RULES) {
    expect(words).toMatch(/\d/);
  }
});
