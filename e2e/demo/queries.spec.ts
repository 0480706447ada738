import { expect, type Page, test } from '@playwright/test';

import { expectAsked, queriesAsked } from '../queriesAsked';
import { sendTrace } from '../sendTrace';
import { newTraceId, spanIdOf } from '../traceBody';

const APP = '/a/girok-telemetry-app';
const TRACES = `${APP}/traces?from=now-25h&to=now`;
const spans = (page: Page) => page.getByRole('region', { name: 'Spans' }).getByRole('listitem');
const settled = (page: Page) => page.waitForLoadState('networkidle');

/** Everything that each page asks until it asks no more: nothing twice, and what stands behind a closed tab not at all. */
const FIRST_PAINT: Array<[page: string, asked: string[]]> = [
  ['overview', ['audit', 'dead_letters', 'errors', 'failed_logins', 'freshness', 'health', 'rate', 'reviews']],
  ['audit', ['before', 'events', 'totals', 'volume']],
  ['traces', ['durations', 'red', 'spans', 'totals']],
  ['services', ['requests', 'resources']],
  ['metrics', ['catalogue']],
  ['pipeline', ['consumers', 'freshness', 'lag', 'letters', 'partitions', 'queues', 'strip']],
];

for (const [name, expected] of FIRST_PAINT) {
  test(`the first paint of ${name} asks each question once, at most eight`, async ({ page }) => {
    const queries = queriesAsked(page);
    await page.goto(`${APP}/${name}?from=now-25h&to=now`);
    await expect(page.getByRole('main').getByText(/\d/).first()).toBeVisible();
    await expectAsked(page, queries, expected);
    expect(expected.length).toBeLessThanOrEqual(8);
    expect(queries.cancelled).toEqual([]);
  });
}

test('the first paint of a trace asks for its spans and its events, at most eight', async ({ page }, info) => {
  const traceId = newTraceId();
  await sendTrace(info, traceId, Date.now() - 60_000, [
    { id: spanIdOf(1), service: 'gateway', name: 'GET /', from: 0, to: 10 },
  ]);
  const { asked } = queriesAsked(page);
  await page.goto(`${APP}/traces/${traceId}`);
  await expect(page.getByRole('tree').getByRole('treeitem').first()).toBeVisible();
  await settled(page);
  expect(asked).toContain('spans');
  expect(asked.length).toBeLessThanOrEqual(8);
});

test('a filter asks everything that it narrows once more, and nothing twice', async ({ page }) => {
  const queries = queriesAsked(page);
  await page.goto(TRACES);
  await expect(spans(page).first()).toBeVisible();
  await expectAsked(page, queries, ['durations', 'red', 'spans', 'totals']);
  const search = page.getByRole('searchbox', { name: 'Search spans' });
  await search.fill('checkout');
  await search.press('Enter');
  await expect(page).toHaveURL(/var-search=checkout/);
  await expectAsked(page, queries, ['durations', 'red', 'spans', 'totals']);
});

test('a range of durations narrows the tabs: what stands above them is not asked again', async ({ page }) => {
  const queries = queriesAsked(page);
  await page.goto(TRACES);
  await expect(spans(page).first()).toBeVisible();
  await expectAsked(page, queries, ['durations', 'red', 'spans', 'totals']);
  await page.getByRole('textbox', { name: 'Shortest duration' }).fill('1 ms');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/selection=-(%2C|,)1000000-/);
  await expectAsked(page, queries, ['spans']);
});

test('leaving a page gives up what it has asked', async ({ page }) => {
  const held = new Set<string>();
  await page.route('**/api/ds/query*', async (route) => {
    const { queries } = route.request().postDataJSON() as { queries: Array<{ refId: string }> };
    if (page.url().includes('/audit')) {
      // never answered
      queries.forEach(({ refId }) => held.add(refId));
      return;
    }
    await route.continue();
  });
  const { cancelled } = queriesAsked(page);
  await page.goto(`${APP}/audit?from=now-25h&to=now`);
  await expect.poll(() => [...held].sort()).toEqual(['before', 'events', 'totals', 'volume']);
  await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/\/overview/);
  await expect.poll(() => [...cancelled].sort()).toEqual(['before', 'events', 'totals', 'volume']);
});
