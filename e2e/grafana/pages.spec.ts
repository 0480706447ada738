import { type Page } from '@playwright/test';

import { type Answer, answersOf, failed } from './answers';
import { PAGES, PLUGIN } from './plugin';
import { expect, test } from './test';

/** No question that was asked until now has failed, and the page speaks of no failure. */
async function expectNoFailure(page: Page, answers: readonly Answer[]): Promise<void> {
  expect(failed(answers)).toEqual([]);
  await expect(page.getByRole('alert').filter({ hasText: /error|failed/i })).toHaveCount(0);
}

for (const { name, path } of PAGES) {
  test(`${name}: the page is there, in the menu, and no question fails`, async ({ gotoAppPage, page }) => {
    const answers = answersOf(page);
    await gotoAppPage({ pluginId: PLUGIN, path });
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNoFailure(page, answers);
  });
}

const WITH_TABS = ['Audit logs', 'Traces', 'Pipeline', 'Compliance'];
for (const { name, path } of PAGES.filter((one) => WITH_TABS.includes(one.name))) {
  test(`${name}: each of its tabs is there, and no question fails`, async ({ gotoAppPage, page }) => {
    const answers = answersOf(page);
    await gotoAppPage({ pluginId: PLUGIN, path });
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    const tabs = page.getByRole('main').getByRole('tab');
    await expect(tabs.nth(2)).toBeVisible();
    for (const label of await tabs.allInnerTexts()) {
      await tabs.filter({ hasText: label }).first().click();
      await expect(tabs.filter({ hasText: label }).first()).toHaveAttribute('aria-selected', 'true');
      await page.waitForLoadState('networkidle');
    }
    await expectNoFailure(page, answers);
  });
}

for (const [what, path, region] of [
  ['service', '/services', 'List of services'],
  ['metric', '/metrics', 'List of metrics'],
  ['trace', '/traces', 'Spans'],
] as const) {
  test(`the first ${what} of its list is opened, and no question fails`, async ({ gotoAppPage, page }) => {
    const answers = answersOf(page);
    await gotoAppPage({ pluginId: PLUGIN, path });
    const list = page.getByRole('region', { name: region, exact: true });
    await list
      .getByRole('link')
      .or(list.getByRole('button', { name: / · last / }))
      .first()
      .click();
    await expect(page).toHaveURL(/service=|metric=|\/traces\/[0-9a-f]{32}/);
    await page.waitForLoadState('networkidle');
    await expectNoFailure(page, answers);
  });
}

test('an address that is none leads to the Overview', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: PLUGIN, path: '/audit/no-such-page' });
  await expect(page).toHaveURL(/\/overview/);
});
