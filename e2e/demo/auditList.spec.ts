import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';

import { expectAccessible } from '../accessibility';
import { sendEvents } from '../otlp';

const AUDIT = '/a/girok-telemetry-app/audit';
const DAY = `${AUDIT}?from=now-25h&to=now`;

test('live shows a new event without asking for all again; paused, the list stays as it is', async ({ page }, info) => {
  const actor = `live-${Date.now()}`;
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/ds/query')) {
      const { queries } = request.postDataJSON() as { queries: Array<{ rawSql: string }> };
      asked.push(...queries.map(({ rawSql }) => rawSql));
    }
  });
  await page.goto(`${AUDIT}?from=now-15m&to=now`);
  const list = page.getByRole('region', { name: 'Audit events' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  asked.length = 0;
  await list.getByRole('button', { name: 'Live', exact: true }).click();
  await sendEvents(info, [{ actor }]);
  await expect(list.getByText(actor)).toBeVisible();
  expect(asked.length).toBeGreaterThan(0);
  for (const sql of asked) {
    expect(sql).toContain('IngestTime >=');
  }
  await expectAccessible(page);
  await list.getByRole('button', { name: 'Pause' }).click();
  await sendEvents(info, [{ actor: `${actor}-while-paused` }]);
  await expect(list.getByRole('button', { name: 'Go on' })).toBeVisible();
  await expect(list.getByText(`${actor}-while-paused`)).toBeHidden();
  await list.getByRole('button', { name: 'Go on' }).click();
  await expect(list.getByText(`${actor}-while-paused`)).toBeVisible();
  await list.getByRole('button', { name: 'Stop' }).click();
  await expect(list.getByRole('button', { name: 'Live', exact: true })).toBeVisible();
});

test('the export has all events of the filters, more than the list shows', async ({ page }) => {
  // up to an hour ago: of the present, more comes in between the sentence and the file
  await page.goto(`${AUDIT}?from=now-25h&to=now-1h&var-filters=action%7C%3D%7CREAD`);
  const sentence = page.getByText(/^[\d,]+ events by/);
  await expect(sentence).toBeVisible();
  const events = Number(/^[\d,]+/.exec((await sentence.textContent()) ?? '')?.[0].replaceAll(',', ''));
  expect(events).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^JSON lines/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-events-\d{8}-\d{6}\.jsonl$/);
  const rows = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(rows).toHaveLength(events);
  expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['READ']));
  await expect(page.getByText(`${events.toLocaleString('en-US')} rows saved`)).toBeVisible();
});

test('a formula in an event is text in the CSV', async ({ page }, info) => {
  const actor = `=HYPERLINK("http://x","${Date.now()}")`;
  await sendEvents(info, [{ actor, body: 'formula, with "quotes"' }]);
  await page.goto(`${AUDIT}?from=now-15m&to=now&var-search=formula`);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByText(actor)).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV/ }).click(),
  ]);
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(head).toMatch(/^time,actor,/);
  expect(lines.join('\n')).toContain(`"'${actor.replaceAll('"', '""')}"`);
  expect(lines.join('\n')).toContain('"formula, with ""quotes"""');
});

test('columns and density are chosen and remembered', async ({ page }) => {
  await page.goto(DAY);
  const list = page.getByRole('region', { name: 'Audit events' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  await list.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Address' }).check();
  await page.getByRole('checkbox', { name: 'Tenant' }).uncheck();
  await page.getByRole('radio', { name: 'Compact' }).check({ force: true });
  await page.reload();
  await expect(list.getByText('Address', { exact: true })).toBeVisible();
  await expect(list.getByText('Tenant', { exact: true })).toBeHidden();
  const { height } = (await list.getByRole('listitem').first().boundingBox())!;
  expect(height).toBe(26);
  await expectAccessible(page);
});

test('the question mark shows the keys', async ({ page }) => {
  await page.goto(DAY);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys of this page' })).toContainText('opens the event');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a query that ClickHouse stops says what to narrow', async ({ page }) => {
  await page.route('**/api/ds/query*', async (route) => {
    const { queries } = route.request().postDataJSON() as { queries: Array<{ refId: string }> };
    if (queries[0].refId !== 'events') {
      return route.continue();
    }
    const error = 'code: 158, message: Limit for rows (controlled by max_rows_to_read) exceeded';
    await route.fulfill({ status: 400, json: { results: { events: { status: 400, error, frames: [] } } } });
  });
  await page.goto(DAY);
  await expect(page.getByText(/^Too broad: .*Choose a shorter time range first/)).toBeVisible();
});

test('a filter that asks whether a field is set is in the menu', async ({ page }) => {
  await page.goto(DAY);
  const sentence = page.getByText(/^[\d,]+ events by/);
  await expect(sentence).toBeVisible();
  const all = await sentence.textContent();
  const filters = page.getByRole('combobox', { name: 'Filters' });
  await filters.click();
  await filters.fill('audit.reason');
  await page.getByRole('option', { name: 'attribute.audit.reason' }).click();
  await page.getByRole('option', { name: /^=~ / }).first().click();
  await page.getByRole('option', { name: /^any value/ }).click();
  await expect(page).toHaveURL(/var-filters=attribute\.audit\.reason%7C(%3D|=)(~|%7E)%7C\.(%2B|\+)/);
  await expect(sentence).not.toHaveText(all ?? '');
});
