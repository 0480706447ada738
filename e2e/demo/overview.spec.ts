import { expect, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { takePictures } from '../pictures';

const OVERVIEW = '/a/girok-telemetry-app/overview';

test('the first sentence answers whether to act, and the services and signals stand below', async ({ page }) => {
  await page.goto(`${OVERVIEW}?from=now-6h&to=now`);
  await expect(page.getByRole('heading', { name: /^Do I need to act\? (No\.|\d+ things?)$/ })).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'storefront' })).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'billing' })).toBeVisible();
  for (const signal of ['logs', 'traces', 'metrics']) {
    await expect(page.getByRole('gridcell', { name: signal, exact: true })).toBeVisible();
  }
  await expectAccessible(page);
  await takePictures(page, 'overview');
});

test('guessed passwords are told of, with a link that keeps the time range and leads to the findings', async ({
  page,
}) => {
  await page.goto(`${OVERVIEW}?from=now-24h&to=now`);
  await expect(page.getByText(/failed log-ins within 10 minutes from 198\.51\.100\.23 on \d+ accounts/)).toBeVisible();
  await page.getByRole('link', { name: 'Open the findings' }).first().click();
  await expect(page).toHaveURL(/\/audit\?.*tab=findings/);
  await expect(page).toHaveURL(/from=now-24h&to=now/);
  await expect(page.getByText(/failed log-ins within 10 minutes from 198\.51\.100\.23/)).toBeVisible();
});

test('no query of the first paint fails, and there are at most eight', async ({ page }) => {
  const queries: number[] = [];
  const statuses: number[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/ds/query')) {
      statuses.push(response.status());
      queries.push((response.request().postDataJSON() as { queries: unknown[] }).queries.length);
    }
  });
  await page.goto(OVERVIEW);
  await expect(page.getByRole('heading', { name: /^Do I need to act\? / })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(queries.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(8);
});

test('the menu leads to the audit logs', async ({ page }) => {
  await page.goto(OVERVIEW);
  await page.getByRole('navigation').getByRole('link', { name: 'Audit logs' }).click();
  await expect(page).toHaveURL(/\/a\/girok-telemetry-app\/audit/);
  await expect(page.getByRole('heading', { level: 1, name: 'Audit logs' })).toBeVisible();
});

test('the root of the app and an unknown page lead to the Overview', async ({ page }) => {
  for (const path of ['', '/no-such-page', '/audit/no-such-page']) {
    await page.goto(`/a/girok-telemetry-app${path}`);
    await expect(page).toHaveURL(/\/a\/girok-telemetry-app\/overview/);
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  }
});
