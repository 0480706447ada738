import { readFileSync } from 'node:fs';
import path from 'node:path';

import { rulesOfFile } from './ruleFile';
import { expandTemplate } from './template';
import { measured, type Readable } from '../../../queries/alerts/measured';
import { ALERT_RULES } from '../../../queries/alerts/rules';

const { rules, intervalMs } = rulesOfFile(
  readFileSync(path.join(__dirname, '../../../provisioning/alerting/girok-rules.yaml'), 'utf8')
);

test('the stand-in reads all of the file that Grafana is given', () => {
  expect(intervalMs).toBe(30_000);
  expect(
    rules.map(({ uid, above, wellBelow, forMs, noData, sql }) => ({ uid, above, wellBelow, forMs, noData, sql }))
  ).toEqual(
    ALERT_RULES.map((rule) => ({
      uid: rule.id,
      above: rule.above,
      wellBelow: rule.wellBelow,
      forMs: rule.forSeconds * 1000,
      noData: rule.noData,
      sql: rule.sql('otel').text,
    }))
  );
});

test.each(rules.map((rule): [string, string] => [rule.uid, rule.annotations.summary]))(
  '%s: nothing of the template language is left in what people read',
  (_, summary) => {
    const labels = { signal: 'traces', topic: 'otel', partition: '3', queue: 'q', table: 't', source: 'broker' };
    expect(expandTemplate(summary, labels, 12_400)).not.toMatch(/[{}]|no value/);
  }
);

test.each([
  [`${measured('humanize')} messages`, '12.4K messages'],
  [measured('humanizeDuration'), '3 h'],
  [measured('humanizePercentage'), '1240000%'],
  [`${measured()} of {{ $labels.signal }}`, '12400 of traces'],
  ['{{ $labels.no }}', '[no value]'],
  [measured('unknown' as Readable), measured('unknown' as Readable)],
])('%s', (text, expected) => expect(expandTemplate(text, { signal: 'traces' }, 12_400)).toBe(expected));
