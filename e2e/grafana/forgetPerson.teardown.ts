import { expect, request, test } from '@playwright/test';
import { rm } from 'node:fs/promises';

test('the person that this run has made is deleted', async ({ baseURL }, info) => {
  const { person, admin } = info.project.metadata as { person: string; admin: { username: string; password: string } };
  // without waiting for a 401, which Grafana does not answer as a browser's question for a password
  const grafana = await request.newContext({ baseURL, httpCredentials: { ...admin, send: 'always' } });
  const found = await grafana.get('/api/users/lookup', { params: { loginOrEmail: person } });
  const { id } = (await found.json()) as { id: number };
  expect((await grafana.delete(`/api/admin/users/${id}`)).status()).toBe(200);
  await grafana.dispose();
  // where plugin-e2e has put the session
  await rm(`playwright/.auth/${person}.json`, { force: true });
});
