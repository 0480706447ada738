import { createClient } from '@clickhouse/client';
import { expect, type Page, test } from '@playwright/test';

import { insertConsumers } from '../../queries/alerts/samplesForTest';
import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

const ALERTS = '/a/girok-telemetry-app/pipeline?tab=alerts';
const ALERT = 'Consumers keep losing their partitions, queue audit_traces_queue, signal traces';
/** Rules are evaluated every 30 s. */
const FIRES_WITHIN_MS = 50_000;
const SILENCES = '**/api/alertmanager/grafana/api/v2/silences';

// one alert, in the order of its life
test.describe.configure({ mode: 'serial' });

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const does = (page: Page, deed: string) => page.getByRole('button', { name: `${deed} ${ALERT}`, exact: true });

test.beforeAll(async ({ browserName: _ }, info) => {
  const client = createClient({ url: String(info.project.metadata.clickhouseUrl), database: 'otel' });
  // taken away nine times within a minute, which fires at once
  await insertConsumers(client, [
    { Signal: 'traces', ago: 60, Revocations: 0 },
    { Signal: 'traces', Revocations: 9 },
  ]);
  await client.close();
});

test('an alert of the rule files fires on the embedded engine, and the page says that it is a stand-in', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto(ALERTS);
  await expect(page.getByText("This is the preview's stand-in for Grafana's alerting")).toBeVisible();
  await expect(part(page, 'Firing').getByText('audit_traces_queue lost its partitions 9 times')).toBeVisible({
    timeout: FIRES_WITHIN_MS,
  });
  await takePictures(page, 'alerts', () => expectAccessible(page));
  await expectNoOverflowWhenNarrow(page);
});

test('refused: the dialog says which right is missing, and nothing has changed', async ({ page }) => {
  await page.route(SILENCES, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 403, json: { message: "You'll need additional permissions", title: 'Access denied' } })
      : route.continue()
  );
  await page.goto(ALERTS);
  await does(page, 'Acknowledge').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(dialog.getByText(/alert\.silences:create on the folder "Girok"/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(does(page, 'Acknowledge')).toBeVisible();
});

test('what fires is told on the Overview while ClickHouse does not answer', async ({ page }) => {
  await page.route('**/api/ds/query*', (route) =>
    route.fulfill({ status: 500, json: { message: 'connection refused' } })
  );
  await page.goto('/a/girok-telemetry-app/overview');
  await expect(page.getByText('The state of the services could not be read')).toBeVisible();
  await expect(part(page, 'Alerts').getByText('lost its partitions')).toBeVisible();
});

test('acknowledged from the Overview, extended, un-acknowledged; who did it is told', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/a/girok-telemetry-app/overview');
  // what fires is part of the answer
  await expect(page.getByRole('heading', { name: /^Do I need to act\? [1-9]\d* things?$/ })).toBeVisible();
  await part(page, 'Alerts')
    .getByRole('listitem')
    .filter({ hasText: 'lost its partitions' })
    .getByRole('link', { name: 'Acknowledge' })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('No notification for queue audit_traces_queue, signal traces.')).toBeVisible();
  await dialog.getByLabel('Note').fill('the broker is being restarted');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  const acknowledged = part(page, 'Acknowledged');
  await expect(acknowledged.getByText(/acknowledged by preview .*“the broker is being restarted”/)).toBeVisible();
  await expect(acknowledged.getByText('There is no audit event')).toBeHidden();
  await expectAccessible(page);

  await does(page, 'Extend').click();
  await dialog.getByRole('radio', { name: 'Another time' }).check({ force: true });
  await dialog.getByLabel(/Another time, at most 24 h ahead/).fill('2020-01-01T00:00');
  await dialog.getByRole('button', { name: 'Extend' }).click();
  await expect(dialog.getByText('The end has to lie ahead')).toBeVisible();
  await dialog.getByRole('radio', { name: '4 h' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Extend' }).click();
  await expect(acknowledged.getByText(/\((4 h|239 min) more\)/)).toBeVisible();

  await does(page, 'Un-acknowledge').click();
  await expect(does(page, 'Acknowledge')).toBeVisible();
  await does(page, 'History of').click();
  const history = page.getByRole('list', { name: 'History' });
  const told = [
    /preview un-acknowledged it/,
    /preview extended it until/,
    /preview acknowledged it until .*“the broker is being restarted”/,
  ];
  for (const [i, text] of told.entries()) {
    const entry = history.getByRole('listitem').nth(i);
    await expect(entry).toContainText(text);
    await expect(entry.getByRole('img', { name: /With an audit event/ })).toBeVisible();
  }
});

test('the timeline: what was lost, that it fired, and what was done about it, the newest first', async ({ page }) => {
  await page.goto('/a/girok-telemetry-app/pipeline?from=now-1h&to=now&tab=timeline');
  const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  const told = [
    new RegExp(`${ALERT}: preview un-acknowledged it`),
    new RegExp(`${ALERT}: preview extended it until`),
    new RegExp(`${ALERT}: preview acknowledged it until .*“the broker is being restarted”`),
    new RegExp(`Alert ?${ALERT}: fires`),
    /Rebalance ?audit_traces_queue on ch-1 lost its partitions 9 times/,
  ];
  for (const [i, text] of told.entries()) {
    await expect(events.filter({ hasText: 'audit_traces_queue' }).nth(i)).toContainText(text);
  }
  await expectAccessible(page);
  await takePictures(page, 'timeline', () => expectAccessible(page));
  await expectNoOverflowWhenNarrow(page);
});

test('the note is refused: it is acknowledged all the same, told, and healed', async ({ page }) => {
  await page.route('**/api/annotations', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 403, json: { message: 'no' } }) : route.continue()
  );
  await page.goto(ALERTS);
  await does(page, 'Acknowledge').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText('The note could not be kept for others to read')).toBeVisible();
  await expect(part(page, 'Acknowledged').getByText('No note of it was kept for others.')).toBeVisible();
  await page.unroute('**/api/annotations');
  await does(page, 'Record the acknowledgement of').click();
  await expect(page.getByText('Recorded.')).toBeVisible();
  await expect(page.getByText('No note of it was kept for others.')).toBeHidden();
  await does(page, 'Un-acknowledge').click();
  await expect(does(page, 'Acknowledge')).toBeVisible();
});

test('alerts that go to an external Alertmanager are not held back, and the page warns', async ({ page }) => {
  await page.route('**/api/v1/ngalert', (route) =>
    route.fulfill({ json: { alertmanagersChoice: 'external', numExternalAlertmanagers: 1 } })
  );
  await page.goto(ALERTS);
  await expect(page.getByText('An acknowledgement holds no notification back here')).toBeVisible();
});

test('its rule is deleted meanwhile: the acknowledgement is listed, and can be ended', async ({ page }) => {
  await page.goto(ALERTS);
  await does(page, 'Acknowledge').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await expect(part(page, 'Acknowledged').getByText(/acknowledged by preview/)).toBeVisible();
  await page.route('**/api/prometheus/grafana/api/v1/rules*', (route) =>
    route.fulfill({ json: { status: 'success', data: { groups: [] } } })
  );
  await page.reload();
  const idle = part(page, 'Acknowledgements without an alert');
  await expect(idle.getByText(/its rule was deleted, or you may not see it/)).toBeVisible();
  await idle.getByRole('button', { name: 'End it' }).click();
  await expect(idle).toBeHidden();
  await page.unroute('**/api/prometheus/grafana/api/v1/rules*');
  await page.reload();
  await expect(does(page, 'Acknowledge')).toBeVisible();
});
