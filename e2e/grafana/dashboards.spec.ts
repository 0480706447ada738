import { DASHBOARDS } from './plugin';
import { expect, test } from './test';

for (const { name, uid } of DASHBOARDS) {
  test(`${name}: every question of its panels is answered`, async ({ gotoDashboardPage, page }) => {
    const errors: string[] = [];
    let answers = 0;
    page.on('response', async (response) => {
      if (response.url().includes('/api/ds/query')) {
        const { results = {} } = (await response.json()) as { results?: Record<string, { error?: string }> };
        answers++;
        errors.push(...Object.values(results).flatMap(({ error }) => (error ? [error] : [])));
      }
    });
    await gotoDashboardPage({ uid });
    await expect(page.getByText(name).first()).toBeVisible();
    await expect.poll(() => answers).toBeGreaterThan(0);
    await page.waitForLoadState('networkidle');
    expect(errors).toEqual([]);
  });
}
