import { PAGES, PLUGIN } from './plugin';
import { expect, test } from './test';

/** What the data source answered, by question. */
interface Answer {
  status: number;
  errors: string[];
}

for (const { name, path } of PAGES) {
  test(`${name}: the page is there, in the menu, and no question fails`, async ({ gotoAppPage, page }) => {
    const answers: Answer[] = [];
    page.on('response', async (response) => {
      if (response.url().includes('/api/ds/query')) {
        const { results = {} } = (await response.json()) as { results?: Record<string, { error?: string }> };
        const errors = Object.entries(results).flatMap(([id, { error }]) => (error ? [`${id}: ${error}`] : []));
        answers.push({ status: response.status(), errors });
      }
    });
    await gotoAppPage({ pluginId: PLUGIN, path });
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(answers.filter(({ status, errors }) => status !== 200 || errors.length > 0)).toEqual([]);
    await expect(page.getByRole('alert').filter({ hasText: /error|failed/i })).toHaveCount(0);
  });
}

test('an address that is none leads to the Overview', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: PLUGIN, path: '/audit/no-such-page' });
  await expect(page).toHaveURL(/\/overview/);
});
