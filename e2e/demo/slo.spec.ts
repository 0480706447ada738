import { expect, type Page, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

const SERVICE = '/a/girok-telemetry-app/services/service?from=now-25h&to=now&service=storefront';

// one objective, in the order of its life
test.describe.configure({ mode: 'serial' });

const objective = (page: Page) => page.getByRole('region', { name: 'Objective', exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

test('an objective is set on the page of a service: what cannot be used is refused with the reason', async ({
  page,
}) => {
  await page.goto(SERVICE);
  await objective(page).getByRole('button', { name: 'Set objective' }).click();
  await dialog(page).getByLabel('Requests that must succeed').fill('100');
  await dialog(page).getByRole('button', { name: 'Keep' }).click();
  await expect(dialog(page).getByText('A percentage lies between')).toBeVisible();
  await dialog(page).getByLabel('Requests that must succeed').fill('99.9');
  // the focus is in the field: Grafana's own colours of a button that has it are too faint
  await expectAccessible(page);
  await dialog(page).getByLabel('Requests that must be fast').fill('95');
  await dialog(page).getByLabel('Fast is within, ms').fill('300');
  await dialog(page).getByRole('button', { name: 'Keep' }).click();
  const table = objective(page).getByRole('region', { name: 'Error budgets' });
  await expect(
    table.getByRole('row', { name: /99\.9 % of requests succeed .* left.* of .* failed; .* may/ })
  ).toBeVisible();
  await expect(table.getByRole('row', { name: /95 % of requests are answered within 300 ms/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Burn rate 1 h (limit 14.4)' })).toBeVisible();
});

test('it is there after a reload, on this service alone', async ({ page }) => {
  await page.goto(SERVICE);
  await expect(objective(page).getByRole('region', { name: 'Error budgets' })).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'service-objective');
  await expectNoOverflowWhenNarrow(page);
  await page.goto(SERVICE.replace('storefront', 'billing'));
  await expect(objective(page).getByText('Nothing is promised of this service.')).toBeVisible();
});

test('a refusal of Grafana says which right is missing, and nothing is made', async ({ page }) => {
  await page.route('**/api/ruler/**', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 403, json: { message: 'Permissions needed: alert.rules:create' } })
      : route.continue()
  );
  await page.goto(SERVICE);
  await objective(page).getByRole('button', { name: 'Make alert rules' }).click();
  await dialog(page).getByRole('button', { name: 'Make rules' }).click();
  await expect(dialog(page).getByText(/alert\.rules:create.* on the folder "Girok"/)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(objective(page).getByText('No alert rule watches it.')).toBeVisible();
});

test('one click makes the alert rules, which are shown first, and a changed objective says that they are old', async ({
  page,
}) => {
  await page.goto(SERVICE);
  await objective(page).getByRole('button', { name: 'Make alert rules' }).click();
  const rules = dialog(page).getByRole('list', { name: 'Rules' });
  await expect(rules).toContainText('14.4 times as often as it allows over 1 h and 5 min');
  await expectAccessible(page);
  await dialog(page).getByRole('button', { name: 'Make rules' }).click();
  await expect(objective(page).getByText('Alert rules in Grafana watch it.')).toBeVisible();
  const { data } = (await (await page.request.get('/api/prometheus/grafana/api/v1/rules')).json()) as {
    data: { groups: Array<{ rules: Array<{ name: string; health: string }> }> };
  };
  const made = data.groups.flatMap((group) => group.rules).filter(({ name }) => name.startsWith('storefront '));
  expect(made.map(({ health }) => health)).toEqual(['ok', 'ok']);

  await objective(page).getByRole('button', { name: 'Change objective' }).click();
  await dialog(page).getByLabel('Requests that must succeed').fill('99');
  await dialog(page).getByRole('button', { name: 'Keep' }).click();
  await expect(objective(page).getByText('Its alert rules in Grafana are about another objective')).toBeVisible();
  await objective(page).getByRole('button', { name: 'Alert rules', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Make them anew' }).click();
  await expect(objective(page).getByText('Alert rules in Grafana watch it.')).toBeVisible();
});

test('rules and objective are removed', async ({ page }) => {
  await page.goto(SERVICE);
  await objective(page).getByRole('button', { name: 'Alert rules', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Remove rules' }).click();
  await expect(objective(page).getByText('No alert rule watches it.')).toBeVisible();
  await objective(page).getByRole('button', { name: 'Change objective' }).click();
  await dialog(page).getByRole('button', { name: 'Remove objective' }).click();
  await expect(objective(page).getByText('Nothing is promised of this service.')).toBeVisible();
});
