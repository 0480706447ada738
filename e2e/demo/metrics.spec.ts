import { expect, type Page, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { sendOtlp } from '../otlp';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';
import { newTraceId } from '../traceBody';

const DAY = '/a/girok-telemetry-app/metrics?from=now-25h&to=now';
const list = (page: Page) => page.getByRole('region', { name: 'List of metrics' });
const chosen = (page: Page) => page.getByRole('region', { name: 'Chosen metric' });
const settled = async (page: Page) => {
  await page.waitForLoadState('networkidle');
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
};

test('the catalogue has each metric with type, unit and series; the chosen one stands in the address', async ({
  page,
}) => {
  await page.goto(DAY);
  const entry = list(page).getByRole('button', { name: /^http\.server\.request\.duration/ });
  await expect(entry).toContainText(/histogram in s · 3 services · [\d,]+ series · last/);
  await expect(entry).toContainText('Duration of HTTP server requests');
  await entry.click();
  await expect(page).toHaveURL(/metric=http\.server\.request\.duration/);
  await expect(chosen(page).getByRole('heading', { level: 2, name: 'http.server.request.duration' })).toBeVisible();
  await expect(chosen(page).getByText(/^Buckets: [\d,]+ values$/)).toBeVisible();
  await settled(page);
  await expectAccessible(page);
  await page.goBack();
  await expect(page.getByText('Choose a metric.')).toBeVisible();
  await page.goForward();
  await expect(chosen(page).getByRole('heading', { level: 2, name: 'http.server.request.duration' })).toBeVisible();
  await takePictures(page, 'metrics-histogram', () => settled(page));
});

for (const [name, type, titles] of [
  ['billing.queue.depth', 'gauge', ['Average']],
  ['shop.logins', 'sum', ['Per second']],
  ['process.memory.usage', 'sum', ['Sum']],
  ['rpc.server.call.duration', 'exponential histogram', ['Quantiles', 'Recorded per second']],
] as const) {
  test(`${name} is drawn as its type asks, and no question fails`, async ({ page }) => {
    const statuses: number[] = [];
    page.on('response', (response) => response.url().includes('/api/ds/query') && statuses.push(response.status()));
    await page.goto(`${DAY}&var-search=${name}`);
    const entry = list(page).getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) });
    await expect(entry).toContainText(type);
    await entry.click();
    for (const title of titles) {
      await expect(chosen(page).getByRole('heading', { name: title, exact: true })).toBeVisible();
    }
    await settled(page);
    for (const chart of await chosen(page).locator('.uplot').all()) {
      expect((await chart.boundingBox())?.height).toBeGreaterThan(100);
    }
    await expect(chosen(page).locator('.uplot')).toHaveCount(titles.length);
    await expect(chosen(page).getByText('No data')).toHaveCount(0);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    await takePictures(page, `metrics-${name}`, () => settled(page));
  });
}

test('a breakdown stands in the address, and the SQL says how it is computed', async ({ page }) => {
  await page.goto(`${DAY}&metric=shop.logins&type=sum&unit=%7Blogin%7D&monotonic=1`);
  const by = chosen(page).getByRole('combobox', { name: 'Break down by' });
  await by.fill('outcome');
  await page.getByRole('option', { name: 'attribute.audit.outcome' }).click();
  await expect(page).toHaveURL(/by=attribute\.audit\.outcome/);
  await expect(chosen(page).getByText('success')).toBeVisible();
  await page.getByRole('button', { name: 'Show SQL: Per second' }).click();
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Statement 1' })).toContainText(
    'otel_audit_metrics'
  );
  await page.keyboard.press('Escape');
  await chosen(page).getByText('How is this computed?').click();
  await expect(chosen(page).getByText(/after a reset, .* the whole value/)).toBeVisible();
});

test('exemplars lead to their trace; one name of two kinds says so', async ({ page }, info) => {
  const trace = newTraceId();
  const now = `${Date.now()}000000`;
  const exemplar = { timeUnixNano: now, asDouble: 0.5, traceId: trace, spanId: trace.slice(16) };
  const point = { timeUnixNano: now, count: '1', bucketCounts: ['1', '0'], explicitBounds: [1], exemplars: [exemplar] };
  const metrics = [
    { name: 'e2e.kinds', unit: 's', histogram: { aggregationTemporality: 1, dataPoints: [point] } },
    { name: 'e2e.kinds', unit: 's', gauge: { dataPoints: [{ timeUnixNano: now, asDouble: 'NaN' }] } },
  ];
  await sendOtlp(info, 'metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
  await page.goto(`${DAY}&var-search=e2e.kinds`);
  await expect(list(page).getByRole('button')).toHaveCount(2);
  await expect(list(page).getByRole('button').first()).toContainText('one of 2 kinds');
  await list(page)
    .getByRole('button', { name: /histogram/ })
    .click();
  await expect(
    chosen(page).getByRole('group', { name: 'Exemplars' }).getByRole('link', { name: '500 ms' })
  ).toHaveAttribute('href', new RegExp(`traces/${trace}\\?.*span=${trace.slice(16)}`));
  await list(page).getByRole('button', { name: /gauge/ }).click();
  await expect(chosen(page).getByText(/1 point that is no finite number left out/)).toBeVisible();
});

test('nothing is cut off in a narrow window', async ({ page }) => {
  await page.goto(`${DAY}&metric=http.server.request.duration&type=histogram&unit=s`);
  await settled(page);
  await expectNoOverflowWhenNarrow(page);
});
