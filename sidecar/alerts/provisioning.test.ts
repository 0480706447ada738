import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

import { alertRulesYaml } from '../../queries/alerts/provisioning';
import { ALERT_RULES } from '../../queries/alerts/rules';
import { NOTIFICATION } from '../../queries/alerts/thresholds';
import { SLO_RUNBOOK } from '../../queries/slo/ruleGroup';

const ROOT = path.join(__dirname, '../..');
const FILE = path.join(ROOT, 'provisioning/alerting/girok-rules.yaml');

test('provisioning/alerting/girok-rules.yaml is what the rules say (GIROK_UPDATE_GOLDEN=1 writes it anew)', () => {
  const text = alertRulesYaml({ dataSourceUid: 'girok-clickhouse', database: 'otel' });
  if (process.env.GIROK_UPDATE_GOLDEN) {
    mkdirSync(path.dirname(FILE), { recursive: true });
    writeFileSync(FILE, text);
  }
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});

test('every rule has its runbook, which begins with the title of the rule, and no runbook is left over', () => {
  const directory = path.join(ROOT, 'docs/runbooks');
  const ids = [...ALERT_RULES.map(({ id }) => id), SLO_RUNBOOK];
  expect(readdirSync(directory).sort()).toEqual(ids.map((id) => `${id}.md`).sort());
  for (const { id, title } of ALERT_RULES) {
    const text = readFileSync(path.join(directory, `${id}.md`), 'utf8');
    expect(text.split('\n')[0]).toBe(`# ${title}`);
    expect(text).toMatch(/^## What it means$[\s\S]+^## What to do$/m);
  }
});

test.each(ALERT_RULES.map((rule): [string, (typeof ALERT_RULES)[number]] => [rule.id, rule]))(
  '%s: what a reader of an alert is told uses its labels only',
  (_, { summary, identity, above, wellBelow }) => {
    const used = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    expect(identity).toEqual(expect.arrayContaining(used));
    expect(wellBelow ?? above).toBeLessThanOrEqual(above);
  }
);

test('the contact point that the rules name comes with them: Grafana does not start without it', () => {
  const file = parse(readFileSync(path.join(ROOT, 'provisioning/alerting/girok-contact-point.yaml'), 'utf8')) as {
    contactPoints: Array<{ name: string; receivers: object[] }>;
  };
  expect(file.contactPoints).toEqual([expect.objectContaining({ name: NOTIFICATION.receiver })]);
  expect(file.contactPoints[0].receivers).toHaveLength(1);
});

test('a notification comes again before the shortest acknowledgement of half an hour is over', () => {
  expect(NOTIFICATION.repeatInterval).toBe('30m');
});
