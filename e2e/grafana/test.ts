import { test as base } from '@grafana/plugin-e2e';

/**
 * Each test logs in anew: Grafana gives a session a new token every ten minutes, and only to the page that is open then.
 * @see the project's `user` in playwright.config.ts
 */
export const test = base.extend({
  page: async ({ page, user, grafanaAPICredentials }, provide) => {
    await page.context().request.post('/login', { data: user ?? grafanaAPICredentials });
    await provide(page);
  },
});

export { expect } from '@grafana/plugin-e2e';
