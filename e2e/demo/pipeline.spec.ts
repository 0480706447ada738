import { expect, type Page, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { takePictures } from '../pictures';
import { queriesAsked } from '../queriesAsked';

const PIPELINE = '/a/girok-telemetry-app/pipeline';
const state = (page: Page) => page.getByRole('region', { name: 'State of the pipeline' });

test('without Kafka the page says which source is missing, and shows what there is', async ({ page }) => {
  await page.goto(`${PIPELINE}?from=now-6h&to=now`);
  await expect(state(page).getByText('No queue reads Kafka here')).toBeVisible();
  for (const signal of ['logs', 'traces', 'metrics']) {
    const row = state(page).getByRole('row', { name: new RegExp(`^${signal} `) });
    await expect(row).toContainText(/\d+ (s|min) old/);
    await expect(row).toContainText('no lag is measured');
  }
  await expect(page.getByText(/^No sample of a partition in the last hour/)).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'pipeline');
});

test('parts and dead letters behind their tabs, which stand in the address', async ({ page }) => {
  await page.goto(PIPELINE);
  await page.getByRole('tab', { name: 'Parts and merges' }).click();
  await expect(page).toHaveURL(/tab=parts/);
  await expect(page.getByRole('row', { name: /^otel_audit_logs / })).toBeVisible();
  await page.getByRole('tab', { name: 'Dead letters' }).click();
  await expect(page.getByRole('region', { name: 'Dead letters' })).toContainText(/dead letter|Replay/);
  await expectAccessible(page);
});

test('the timeline has the deploys of the services that send, and asks when it is opened', async ({ page }) => {
  const queries = queriesAsked(page);
  await page.goto(`${PIPELINE}?from=now-25h&to=now&tab=timeline`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByText('storefront 1.9.1 was deployed')).toBeVisible();
  await expect(timeline).not.toContainText('billing 2.4.1');
  expect(queries.asked).toEqual(expect.arrayContaining(['rebalances', 'resources']));
  await expectAccessible(page);
});

test('a runbook is read in the app, leads to its neighbour, and an unknown one says so', async ({ page }) => {
  await page.goto(`${PIPELINE}/runbooks/girok-lag-messages`);
  await expect(page.getByRole('heading', { name: 'Many messages unread' })).toBeVisible();
  await page.getByRole('link', { name: 'Lag over its limit in time' }).click();
  await expect(page).toHaveURL(/\/runbooks\/girok-lag-time$/);
  await expect(page.getByRole('heading', { name: 'Lag over its limit in time' })).toBeVisible();
  await page.goto(`${PIPELINE}/runbooks/no-such`);
  await expect(page.getByText('There is no such runbook')).toBeVisible();
});
