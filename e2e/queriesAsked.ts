import { expect, type Page } from '@playwright/test';

/** What a page asks the data source from now on, by the name of each question, and what of it was given up. */
export interface QueriesAsked {
  asked: string[];
  /** Of requests that ended without an answer. */
  cancelled: string[];
}

export function queriesAsked(page: Page): QueriesAsked {
  const queries: QueriesAsked = { asked: [], cancelled: [] };
  const namesOf = (request: { url(): string; postDataJSON(): unknown }) =>
    request.url().includes('/api/ds/query')
      ? (request.postDataJSON() as { queries: Array<{ refId: string }> }).queries.map(({ refId }) => refId)
      : [];
  page.on('request', (request) => queries.asked.push(...namesOf(request)));
  page.on('requestfailed', (request) => queries.cancelled.push(...namesOf(request)));
  return queries;
}

/** The page asks exactly these (sorted by name), and then no more. What was asked is forgotten afterwards. */
export async function expectAsked(page: Page, { asked }: QueriesAsked, names: string[]): Promise<void> {
  // a slow page may be idle before it asks
  await expect.poll(() => asked.length).toBeGreaterThanOrEqual(names.length);
  await page.waitForLoadState('networkidle');
  expect([...asked].sort()).toEqual(names);
  asked.length = 0;
}
