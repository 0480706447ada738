import { expect as expectSoon, type Page, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { expectAccessible } from '../accessibility';
import { expectNoOverflow } from '../overflow';
import { takePictures } from '../pictures';

// what is asked here is written to the audit log first, and waits for the demo's inserts
const expect = expectSoon.configure({ timeout: 60_000 });
test.describe.configure({ timeout: 600_000 });

const COMPLIANCE = '/a/girok-telemetry-app/compliance';
const KEY = path.join(__dirname, '../../.girok/e2e-demo/seal.pem.pub');

/** The plugin proxy of the preview signs for this user from here on. */
async function become(page: Page, login: string) {
  const { baseURL } = test.info().project.use;
  await page.context().addCookies([{ name: 'girok-preview-user', value: login, url: baseURL ?? '' }]);
}

/** Both themes, and narrow windows. */
async function expectWellDrawn(page: Page, name: string) {
  await takePictures(page, name, () => expectAccessible(page));
  for (const width of [1000, 600]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoOverflow(page);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** A statement past girok, as an administrator of ClickHouse gives it. */
async function clickhouse(sql: string) {
  const { clickhouseUrl } = test.info().project.metadata as { clickhouseUrl: string };
  const response = await fetch(`${clickhouseUrl}/?database=otel&mutations_sync=2`, { method: 'POST', body: sql });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
}

test('controls of a framework, with their queries and how far they are', async ({ page }) => {
  await become(page, 'auditor');
  await page.goto(COMPLIANCE);
  await expect(page.getByRole('heading', { name: /^SOC 2: \d+ of 17 controls have an approved query/ })).toBeVisible();
  await page.getByRole('radio', { name: 'PCI DSS' }).check({ force: true });
  await expect(page.getByRole('heading', { name: /^PCI DSS: / })).toBeVisible();
  await expect(page.getByRole('row', { name: /10\.2\.1\.3/ })).toContainText('Who read the audit log');
  await page.getByRole('radio', { name: 'SOC 2' }).check({ force: true });
  await expectWellDrawn(page, 'compliance');
});

test('whoever has no role sees why, and nothing else', async ({ page }) => {
  await become(page, 'viewer');
  await page.goto(COMPLIANCE);
  const refusal = page.getByRole('status', { name: 'This is not for your role' });
  await expect(refusal).toContainText('viewer has none here');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a query from its draft to a signed review, by three people', async ({ page }) => {
  const id = `own-${randomUUID().slice(0, 8)}`;
  const query = `${COMPLIANCE}/queries/${id}`;

  await become(page, 'author');
  await page.goto(`${COMPLIANCE}/drafts/new`);
  await page.getByLabel(/^Name/).fill(id);
  await page.getByLabel('Title').fill('Everything that was exported');
  await page.getByLabel(/^Purpose/).fill('Who took data out, and what.');
  await page.getByLabel('Cannot show').fill('Copies made in other ways.');
  await page.getByLabel(/^SQL/).fill('SELECT Timestamp, Actor, Nothing FROM {{audit_logs}} WHERE {{period}}');
  await page.getByLabel('Comment for the approver').fill('for the audit of this year');
  await page.getByRole('button', { name: 'Draft version 1' }).click();
  // ClickHouse has tried it out
  await expect(page.getByText(/ClickHouse cannot run this SQL.*Nothing/)).toBeVisible();
  await expectAccessible(page);
  await page
    .getByLabel(/^SQL/)
    .fill(
      'SELECT Timestamp, Actor, Target FROM {{audit_logs}} WHERE {{period}} AND {{is export}} ORDER BY Timestamp, Actor'
    );
  await page.getByRole('button', { name: 'Draft version 1' }).click();
  await expect(page).toHaveURL(new RegExp(`/queries/${id}$`));
  await expect(page.getByText('Somebody else has to approve what you have drafted.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);

  await become(page, 'approver');
  await page.goto(query);
  await page.getByLabel('Comment').fill('reads what it says');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText(/approved by approver/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toHaveCount(0);

  await become(page, 'auditor');
  await page.goto(query);
  await expectWellDrawn(page, 'compliance-query');
  await page.getByLabel('Purpose').fill('SOC 2 audit, exports of the quarter');
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: /^[\d,]+ rows?, complete$/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Proof' })).toContainText(/sealed|verified/);
  const rows = Number((await page.getByRole('heading', { name: /complete$/ }).textContent())?.replace(/\D/g, ''));
  expect(rows).toBeGreaterThan(0);
  await expectWellDrawn(page, 'compliance-run');

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Evidence zip' }).click();
  const file = await (await downloading).path();
  const girok = path.join(__dirname, '../../bin/girok.mjs');
  const verified = spawnSync(process.execPath, [girok, 'evidence', 'verify', file, '--key', KEY], { encoding: 'utf8' });
  expect(verified.stdout).toContain('PROVEN. Nothing in the file was changed');
  expect(verified.stdout).toContain(`Query: ${id} version 1`);
  expect(verified.stdout).toContain(`Result: ${rows} rows.`);
  expect(verified.stdout).toContain('Version: approved by approver');

  await page.getByLabel('Exceptions').fill('2');
  await page.getByLabel('What was found and done').fill('reviewed, 2 exceptions, ticket 123');
  await page.getByRole('button', { name: 'Sign off' }).click();
  await expect(page.getByText(/Signed off by auditor.*2 exceptions: reviewed, 2 exceptions, ticket 123/)).toBeVisible();
  await page.goto(`${COMPLIANCE}?tab=reviews`);
  await expect(page.getByRole('row', { name: new RegExp(id) })).toContainText('ticket 123');
  await expectWellDrawn(page, 'compliance-reviews');
  await page.goto(`${COMPLIANCE}?tab=runs`);
  await expect(page.getByRole('row', { name: new RegExp(id) })).toContainText('SOC 2 audit, exports of the quarter');
  await expectAccessible(page);
});

test('a new version shows what changed, and the first one is run until it is approved', async ({ page }) => {
  await page.goto(`${COMPLIANCE}/drafts/data-exports`);
  const id = `own-${randomUUID().slice(0, 8)}`;
  await page.getByLabel(/^Name/).fill(id);
  await page.getByLabel('Comment for the approver').fill('a copy');
  await page.getByRole('button', { name: 'Draft version 1' }).click();
  await expect(page).toHaveURL(new RegExp(`/queries/${id}$`));
  await become(page, 'approver');
  await page.reload();
  await page.getByLabel('Comment').fill('as it was');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText(/approved by approver/)).toBeVisible();
  await become(page, 'author');
  await page.goto(`${COMPLIANCE}/drafts/${id}`);
  await page.getByLabel('Title').fill('Another title');
  await page.getByLabel('Comment for the approver').fill('a better title');
  await page.getByRole('button', { name: 'Draft version 2' }).click();
  await page.getByRole('button', { name: 'What changed' }).click();
  await expect(page.getByRole('region', { name: 'Difference' })).toContainText('+   "title": "Another title"');
  await expectAccessible(page);
});

test('one click makes the evidence of a control for a quarter', async ({ page }) => {
  await become(page, 'auditor');
  await page.goto(COMPLIANCE);
  await page.getByRole('button', { name: 'Evidence for CC6.7' }).click();
  const dialog = page.getByRole('dialog', { name: 'Evidence for SOC 2 CC6.7' });
  await dialog.getByLabel('Purpose').fill('SOC 2 audit, CC6.7');
  await dialog.getByRole('button', { name: /^Q\d/ }).first().click();
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Run all and download' }).click();
  const file = await (await downloading).path();
  const girok = path.join(__dirname, '../../bin/girok.mjs');
  const verified = spawnSync(process.execPath, [girok, 'evidence', 'verify', file, '--key', KEY], { encoding: 'utf8' });
  expect(verified.stdout).toContain('PROVEN. Nothing in the package was changed');
  expect(verified.stdout).toContain('Every query of the control is in it.');
});

test('a review that nobody signs in time stands on the Overview, and leads to the reviews', async ({ page }) => {
  const query = `own-${randomUUID().slice(0, 8)}`;
  await clickhouse(
    `INSERT INTO compliance_reviews (QueryId, QueryVersion, DueAt, GraceDays, UpdatedAt) VALUES ('${query}', 1, now() - 864000, 5, now())`
  );
  try {
    await page.goto('/a/girok-telemetry-app/overview');
    await page.getByRole('link', { name: /compliance reviews? (is|are) overdue/ }).click();
    await expect(page.getByRole('row', { name: new RegExp(query) })).toContainText('overdue');
  } finally {
    await clickhouse(`ALTER TABLE compliance_reviews DELETE WHERE QueryId = '${query}'`);
  }
});

test('a forged event is named, with the window that it was put into', async ({ page }) => {
  const forged = `forged-${randomUUID()}`;
  await become(page, 'auditor');
  await page.goto(`${COMPLIANCE}?tab=integrity`);
  await expect(page.getByText(/^Sealed up to/)).toBeVisible({ timeout: 150_000 });
  const windows = page.getByRole('list', { name: /^Windows of ingest time/ }).getByRole('listitem');
  await expect(windows.first()).toBeAttached();
  const [, from] = /(\d{4}-\d\d-\d\d \d\d:\d\d) UTC to/.exec((await windows.first().textContent()) ?? '') ?? [];
  // late rows are taken as a backfill for a day: this one says that it came years ago
  await clickhouse(
    `INSERT INTO otel_audit_logs (Timestamp, ServiceName, EventName, LogAttributes, RecordHash, IngestTime)
     VALUES ('${from}:01', 'billing', 'invoice.export', {'audit.record.id': '${forged}', 'audit.actor.id': 'mallory'}, 1, '2020-01-01 00:00:00')`
  );
  try {
    await page.getByRole('button', { name: 'Verify now' }).click();
    await expect(page.getByRole('region', { name: 'Last verification' })).toContainText('before the chain began');
    await expect(page.getByRole('heading', { name: 'The chain of seals is not in order' })).toBeVisible();
    await expectWellDrawn(page, 'compliance-integrity');
  } finally {
    await clickhouse(`ALTER TABLE otel_audit_logs DELETE WHERE RecordId = '${forged}'`);
  }
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByRole('region', { name: 'Last verification' })).toContainText('OK');
});
