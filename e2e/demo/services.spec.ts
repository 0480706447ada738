import { expect, type Page, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { sendOtlp } from '../otlp';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';
import { expectAsked, queriesAsked } from '../queriesAsked';

const APP = '/a/girok-telemetry-app';
const DAY = 'from=now-25h&to=now';
const LIST = `${APP}/services?${DAY}`;
const detail = (service: string, more = '') =>
  `${APP}/services/service?${DAY}&service=${encodeURIComponent(service)}${more}`;
const rowOf = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'List of services' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) });

test('the list has each service with rate, errors, duration and version, and the menu leads to it', async ({
  page,
}) => {
  await page.goto(`${APP}/overview`);
  await page.getByRole('navigation').getByRole('link', { name: 'Services' }).click();
  await expect(page).toHaveURL(/\/services/);
  await page.goto(LIST);
  await expect(rowOf(page, 'storefront')).toContainText(/\/(s|min|h).* %.* ms/);
  await expect(rowOf(page, 'billing')).toContainText('2.4.1');
  await expectAccessible(page);
  await takePictures(page, 'services', () => expectAccessible(page));
});

test('a deployment is marked where a new version came', async ({ page }) => {
  await page.goto(LIST);
  await expect(rowOf(page, 'storefront')).toContainText(/deployed 1\.9\.1 \d\d-\d\d \d\d:\d\d/);
  await expect(rowOf(page, 'billing')).not.toContainText('deployed');
});

test('the order stands in the address, and Back undoes it', async ({ page }) => {
  await page.goto(LIST);
  await expect(rowOf(page, 'storefront')).toBeVisible();
  await page.getByRole('button', { name: /^p99/ }).click();
  await expect(page).toHaveURL(/sort=p99/);
  await expect(page.getByRole('columnheader', { name: /p99/ })).toHaveAttribute('aria-sort', 'descending');
  await page.goBack();
  await expect(page.getByRole('columnheader', { name: /Needs attention/ })).toHaveAttribute('aria-sort', 'descending');
});

test('groups stand in the address, have heads, and close', async ({ page }) => {
  await page.goto(LIST);
  await page.getByRole('radio', { name: 'Owner' }).check();
  await expect(page).toHaveURL(/group=owner/);
  const head = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'web', exact: true }) });
  await expect(head).toContainText(/1 service.*\/(s|min|h).* %/);
  await expect(rowOf(page, 'billing')).toContainText('payments · shop · production');
  await expectAccessible(page);
  await takePictures(page, 'services-groups', () => expectAccessible(page));
  await head.getByRole('button').click();
  await expect(head.getByRole('button')).toHaveAttribute('aria-expanded', 'false');
  await expect(rowOf(page, 'storefront')).toHaveCount(0);
  await expect(rowOf(page, 'billing')).toBeVisible();
  await page.goto(`${LIST}&group=constructor`);
  await expect(page.getByRole('radio', { name: 'No groups' })).toBeChecked();
  await expect(rowOf(page, 'storefront')).toBeVisible();
});

test('a search and a filter narrow the list; what matches nothing says so', async ({ page }) => {
  await page.goto(`${LIST}&var-search=bill`);
  await expect(rowOf(page, 'billing')).toBeVisible();
  await expect(rowOf(page, 'storefront')).toHaveCount(0);
  await page.goto(`${LIST}&var-filters=${encodeURIComponent('resource.service.version|=|no such')}`);
  await expect(page.getByText('No services match', { exact: true })).toBeVisible();
});

test('services without requests or without a name are there and say so', async ({ page }, info) => {
  const now = Date.now();
  const point = { timeUnixNano: `${now}000000`, asDouble: 1 };
  const metrics = [{ name: 'load', gauge: { dataPoints: [point] } }];
  const resource = (name?: string) => ({
    attributes: name === undefined ? [] : [{ key: 'service.name', value: { stringValue: name } }],
  });
  const names = ['only/metrics "x" \' %2F', 'n'.repeat(1000), undefined];
  await sendOtlp(info, 'metrics', {
    resourceMetrics: names.map((name) => ({ resource: resource(name), scopeMetrics: [{ metrics }] })),
  });
  await page.goto(LIST);
  for (const name of [names[0]!, `${'n'.repeat(60)}…`]) {
    await expect(rowOf(page, name)).toContainText('sends only metrics');
  }
  // other tests send events without a name
  await expect(rowOf(page, '(no service name)')).toContainText(/sends only (logs and )?metrics/);
  await rowOf(page, names[0]!).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: names[0] })).toBeVisible();
  await expect(page.getByText('No requests: sends only metrics.')).toBeVisible();
  await page.goto(detail(''));
  await expect(page.getByRole('heading', { level: 1, name: '(no service name)' })).toBeVisible();
  await expect(page.getByText(/^No requests: sends only (logs and )?metrics\.$/)).toBeVisible();
});

test('a service shows a sentence, its charts and its versions', async ({ page }) => {
  await page.goto(LIST);
  await rowOf(page, 'storefront').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'storefront' })).toBeVisible();
  await expect(page).toHaveURL(/from=now-25h&to=now.*service=storefront/);
  await expect(page.getByText(/^[\d,]+ requests, .* failed; p95 |fails .* requests/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Versions' })).toContainText(/1\.9\.1 deployed/);
  await expectAccessible(page);
  await takePictures(page, 'service');
});

test('a service asks each question once', async ({ page }) => {
  const queries = queriesAsked(page);
  await page.goto(LIST);
  // not the storefront: another test gives it an objective, which asks for its budget
  await rowOf(page, 'billing').getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Versions' })).toContainText('2.4.1');
  await expectAsked(page, queries, ['metrics', 'red', 'requests', 'requests', 'resources', 'resources', 'sent']);
});

test('operations lead to their slowest and failed traces, with the time range', async ({ page }) => {
  await page.goto(detail('storefront', '&tab=operations'));
  const row = page.getByRole('row').filter({ hasText: 'POST /api/checkout' });
  await expect(row.getByRole('link', { name: 'slowest' })).toHaveAttribute(
    'href',
    /traces\/[0-9a-f]{32}\?from=now-25h&to=now&var-ds=.*&span=[0-9a-f]{16}/
  );
  await expect(row.getByRole('link', { name: 'newest failed' })).toBeVisible();
  await page.getByRole('button', { name: /^p95/ }).click();
  await expect(page.getByRole('columnheader', { name: /p95/ })).toHaveAttribute('aria-sort', 'descending');
  await expectAccessible(page);
  await takePictures(page, 'service-operations');
});

test('dependencies have who calls and who is called, and lead on', async ({ page }) => {
  await page.goto(detail('billing', '&tab=dependencies'));
  await expect(page.getByRole('region', { name: 'Called by' }).getByRole('link', { name: 'storefront' })).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Calls', exact: true }).getByRole('link', { name: 'payments' })
  ).toHaveAttribute('href', /\/traces\?.*var-filters=attribute\.db\.namespace.*spans=all/);
  await expectAccessible(page);
  await takePictures(page, 'service-dependencies');
  await page.getByRole('region', { name: 'Called by' }).getByRole('link', { name: 'storefront' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'storefront' })).toBeVisible();
  await expect(page).toHaveURL(/service=storefront/);
});

test('errors of a service are grouped', async ({ page }) => {
  await page.goto(detail('billing', '&tab=errors'));
  await expect(page.getByRole('region', { name: 'Errors' }).getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'service-errors');
});

test('events of a service lead to the Audit logs page', async ({ page }) => {
  await page.goto(detail('billing', '&tab=events'));
  await expect(
    page.getByRole('region', { name: 'Logs and audit events' }).getByRole('listitem').first().getByRole('link')
  ).toHaveAttribute('href', /\/audit\?.*event=/);
  await expectAccessible(page);
  await takePictures(page, 'service-events');
});

test('a resource attribute of a service narrows the page', async ({ page }) => {
  await page.goto(detail('billing', '&tab=infrastructure'));
  const value = page.getByRole('button', { name: 'Only k8s.namespace.name acme-prod' });
  await expect(value).toBeVisible();
  // before there is a filter: Grafana's own chip of one is not ours to mend
  await expectAccessible(page);
  await value.click();
  await expect(page).toHaveURL(/var-filters=resource\.k8s\.namespace\.name/);
  await expect(page.getByRole('button', { name: /^Only k8s\.namespace\.name / })).toHaveCount(1);
  await takePictures(page, 'service-infrastructure');
});

test('the runtime of a service is drawn from the metrics that it sends', async ({ page }) => {
  await page.goto(detail('billing', '&tab=runtime'));
  const runtime = page.getByRole('region', { name: 'Runtime', exact: true });
  await expect(runtime.getByText('Node.js')).toBeVisible();
  for (const title of ['Resident memory', 'Heap in use', 'Garbage collections', 'Event loop: delay, p99']) {
    await expect(runtime.getByRole('heading', { name: title })).toBeVisible();
  }
  // while a panel loads, Grafana's button that cancels it has no name
  await page.waitForLoadState('networkidle');
  await expectAccessible(page);
  await takePictures(page, 'service-runtime');
});

for (const address of [
  LIST,
  detail('storefront'),
  detail('storefront', '&tab=operations'),
  detail('billing', '&tab=dependencies'),
  detail('billing', '&tab=runtime'),
]) {
  test(`nothing is cut off in a narrow window: ${address.slice(APP.length)}`, async ({ page }) => {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectNoOverflowWhenNarrow(page);
  });
}

test('days are read from hourly totals and say so, hours and filters on attributes from the spans', async ({
  page,
}) => {
  const badge = page.getByText('Hourly totals');
  await page.goto(`${APP}/services?from=now-5d&to=now`);
  await expect(rowOf(page, 'storefront')).toContainText(/\/(s|min|h).* %.* ms/);
  await expect(badge).toHaveCount(1);
  await page.getByRole('button', { name: 'Show SQL: Services' }).click();
  await expect(page.getByRole('region', { name: 'Statement 1' })).toContainText('otel_audit_traces_red');
  await expectAccessible(page);
  await page.goto(
    `${APP}/services?from=now-5d&to=now&var-filters=${encodeURIComponent('resource.service.name|=|storefront')}`
  );
  await expect(rowOf(page, 'storefront')).toContainText(/\/(s|min|h).* %.* ms/);
  await expect(badge).toHaveCount(0);
  await page.goto(`${APP}/services/service?from=now-5d&to=now&service=storefront`);
  // three charts from one answer, and the versions, whose answer came with that about the requests
  await expect(badge).toHaveCount(4);
  await page.goto(detail('storefront'));
  await expect(page.getByRole('button', { name: 'Show SQL: Rate' })).toBeVisible();
  await expect(badge).toHaveCount(0);
});
