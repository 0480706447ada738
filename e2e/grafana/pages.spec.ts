import { answersOf, failed } from './answers';
import { PAGES, PLUGIN } from './plugin';
import { expect, test } from './test';

for (const { name, path } of PAGES) {
  test(`${name}: the page is there, in the menu, and no question fails`, async ({ gotoAppPage, page }) => {
    const answers = answersOf(page);
    await gotoAppPage({ pluginId: PLUGIN, path });
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(failed(answers)).toEqual([]);
    await expect(page.getByRole('alert').filter({ hasText: /error|failed/i })).toHaveCount(0);
  });
}

test('an address that is none leads to the Overview', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: PLUGIN, path: '/audit/no-such-page' });
  await expect(page).toHaveURL(/\/overview/);
});
