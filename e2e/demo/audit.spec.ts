import { expect, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

const AUDIT = '/a/girok-telemetry-app/audit';
const DAY = `${AUDIT}?from=now-25h&to=now`;

test('the page shows a sentence, the volume and the events', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(DAY);
  await expect(page.getByText(/^[\d,]+ events by \d+ actors/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Events over time' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'audit');
  await page.goto(`${DAY}&theme=light`);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('a filter is chosen from the menus, stands in the address, and Back takes it away', async ({ page }) => {
  await page.goto(DAY);
  const sentence = page.getByText(/^[\d,]+ events by/);
  const onlyFailures = page.getByText(/\(100 %\)/);
  await expect(sentence).toBeVisible();
  await page.getByRole('combobox', { name: 'Filters' }).click();
  await page.getByRole('option', { name: 'outcome', exact: true }).click();
  await page.getByRole('option', { name: /^= / }).first().click();
  await page.getByRole('option', { name: 'failure', exact: true }).click();
  await expect(page).toHaveURL(/var-filters=outcome%7C(%3D|=)%7Cfailure(&|$)/);
  await expect(onlyFailures).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/audit\?(?!.*failure)/);
  await expect(onlyFailures).toBeHidden();
  await expect(sentence).toBeVisible();
});

test('Back undoes a search, a split and an opened event, one after the other', async ({ page }) => {
  await page.goto(DAY);
  const search = page.getByRole('searchbox', { name: 'Search audit events' });
  await search.fill('EXPORT');
  await search.press('Enter');
  await expect(page).toHaveURL(/var-search=EXPORT/);
  await page.goto(`${DAY}&var-search=user-17+EXPORT&split=service`);
  await page.getByRole('button', { name: /user-17 tried to export 1,204 invoices/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveURL(/split=service/);
});

test('an attribute key is offered as a filter', async ({ page }) => {
  await page.goto(DAY);
  const filters = page.getByRole('combobox', { name: 'Filters' });
  await filters.click();
  await filters.fill('k8s.namespace');
  await expect(page.getByRole('option', { name: 'resource.k8s.namespace.name' })).toBeVisible();
});

test('the search finds the export that was refused; its details, JSON and link are there', async ({ page }) => {
  await page.goto(DAY);
  const search = page.getByRole('searchbox', { name: 'Search audit events' });
  await expect(page.getByText(/^[\d,]+ events by/)).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await search.fill('user-17 EXPORT');
  await search.press('Enter');
  await page
    .getByRole('button', { name: /user-17 tried to export 1,204 invoices/ })
    .first()
    .click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('audit.record.count')).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'audit-event');
  // the address alone shows the same event, on a page that does not list it
  const event = new URL(page.url()).searchParams.get('event');
  await page.goto(`${AUDIT}?from=now-1m&to=now&event=${event}`);
  await expect(page.getByRole('dialog').getByText('audit.record.count')).toBeVisible();
  await page.getByRole('dialog').getByRole('tab', { name: 'JSON' }).click();
  await expect(page.getByRole('region', { name: 'Event as JSON' })).toContainText('actor: "user-17"');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the keyboard moves through the events and opens one', async ({ page }) => {
  await page.goto(DAY);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page).toHaveURL(/event=\d+-\d+/);
});

test('the volume is split by another field, and the address keeps it', async ({ page }) => {
  await page.goto(`${DAY}&split=service`);
  await expect(
    page
      .getByRole('button', { name: 'storefront' })
      .or(page.getByText('storefront', { exact: true }))
      .first()
  ).toBeVisible();
  await page.goto(`${DAY}&split=Body,(SELECT 1)`);
  await expect(page.getByRole('combobox', { name: 'Split the volume by' })).toHaveValue('outcome');
});

test('the period before is a series of its own beside the split', async ({ page }) => {
  await page.goto(`${AUDIT}?from=now-8h&to=now&split=actor`);
  await expect(page.getByText('period before', { exact: true }).first()).toBeVisible();
  // more actors than can be told apart
  await expect(page.getByText('(others)', { exact: true }).first()).toBeVisible();
});

test('every panel shows the SQL that was run', async ({ page }) => {
  await page.goto(DAY);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await page.getByRole('button', { name: 'Show SQL: Audit events' }).click();
  const statement = page.getByRole('dialog').getByRole('region', { name: 'Statement 1' });
  await expect(statement).toContainText('otel_audit_logs');
  await expect(statement).toContainText('fromUnixTimestamp64Milli(');
  await expect(statement).toContainText('max_execution_time');
});

test('nothing is cut off in a narrow window', async ({ page }) => {
  await page.goto(DAY);
  await expect(page.getByText(/^[\d,]+ events by/)).toBeVisible();
  await expectNoOverflowWhenNarrow(page, 'audit');
});
