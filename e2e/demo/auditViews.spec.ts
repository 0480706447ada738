import { expect, type Page, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';
import { expectAsked, queriesAsked } from '../queriesAsked';

const AUDIT = '/a/girok-telemetry-app/audit';
const HALF_A_DAY = `${AUDIT}?from=now-12h&to=now`;
const DAY = `${AUDIT}?from=now-25h&to=now`;

/** axe on a view in both themes, and its pictures. */
const lookAt = (page: Page, name: string, isThere: () => Promise<void>) =>
  takePictures(page, name, async () => {
    await isThere();
    await expectAccessible(page);
  });

test('a tab asks when it is opened, and only its own; Back returns to the tab before', async ({ page }) => {
  const queries = queriesAsked(page);
  await page.goto(HALF_A_DAY);
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await expectAsked(page, queries, ['before', 'events', 'totals', 'volume']);
  await page.getByRole('tab', { name: 'Actors' }).click();
  await expect(page).toHaveURL(/tab=actors/);
  await expect(page.getByRole('region', { name: 'Actors' }).getByRole('row').nth(1)).toBeVisible();
  await expectAsked(page, queries, ['actors']);
  await page.goBack();
  await expect(page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first()).toBeVisible();
  await expectAsked(page, queries, []);
});

test('the breakdown has a card for each field and attribute, the most changed first; a value narrows the page', async ({
  page,
}) => {
  await page.goto(`${HALF_A_DAY}&tab=breakdown`);
  const breakdown = page.getByRole('region', { name: 'Breakdown' });
  const outcome = breakdown.getByRole('region', { name: 'outcome', exact: true });
  await expect(outcome.getByText('failure', { exact: true })).toBeVisible();
  await expect(breakdown.getByRole('region', { name: 'resource.service.version', exact: true })).toBeVisible();
  // the attribute says what the field says
  await expect(breakdown.getByRole('region', { name: 'attribute.audit.action', exact: true })).toHaveCount(0);
  const changes = await breakdown.getByText(/ % changed$/).allTextContents();
  const percents = changes.map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(percents.length).toBeGreaterThan(3);
  expect(percents).toEqual([...percents].sort((a, b) => b - a));
  await lookAt(page, 'audit-breakdown', () => expect(outcome.getByText('failure', { exact: true })).toBeVisible());
  await outcome.getByRole('button', { name: 'Include outcome failure' }).click();
  await expect(page).toHaveURL(/var-filters=outcome%7C(%3D|=)%7Cfailure/);
  await expect(page.getByText(/\(100 %\)/)).toBeVisible();
});

test('a starred card stands first, also after a reload', async ({ page }) => {
  await page.goto(`${HALF_A_DAY}&tab=breakdown`);
  await page.getByRole('button', { name: 'Star tenant', exact: true }).click();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Breakdown' }).getByRole('heading').first()).toHaveText('tenant');
  await page.getByRole('button', { name: 'Star tenant', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Breakdown' }).getByRole('heading').first()).not.toHaveText('tenant');
});

test('patterns group similar messages, and one narrows the page to its messages', async ({ page }) => {
  await page.goto(`${DAY}&tab=patterns`);
  const pattern = page.getByRole('button', { name: 'user-<n> read invoice inv-<n>', exact: true });
  await expect(pattern).toBeVisible();
  await lookAt(page, 'audit-patterns', () => expect(pattern).toBeVisible());
  await pattern.click();
  await expect(page).toHaveURL(/var-filters=body/);
  await expect(page.getByRole('group', { name: '1 patterns' })).toBeVisible();
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(page.getByRole('button', { name: /read invoice inv-\d+/ }).first()).toBeVisible();
});

test('actors can be sorted by their failures, and a click narrows the page to one', async ({ page }) => {
  await page.goto(`${DAY}&tab=actors`);
  const table = page.getByRole('region', { name: 'Actors' });
  await expect(table.getByRole('columnheader', { name: 'Events' })).toHaveAttribute('aria-sort', 'descending');
  await table.getByRole('button', { name: 'Failed' }).click();
  await expect(table.getByRole('columnheader', { name: 'Failed' })).toHaveAttribute('aria-sort', 'descending');
  await lookAt(page, 'audit-actors', () => expect(table.getByRole('row').nth(1)).toBeVisible());
  const actor = table.getByRole('row').nth(1).getByRole('button').first();
  const name = (await actor.textContent()) ?? '';
  await actor.click();
  await expect(page).toHaveURL(new RegExp(`var-filters=actor%7C(%3D|=)%7C${name}`));
  await expect(page.getByText(/ events by 1 actor/)).toBeVisible();
});

test('the guessed passwords of the night are found, with the rule, the events and the way to all of them', async ({
  page,
}) => {
  await page.goto(`${DAY}&tab=findings`);
  const logins = page.getByRole('region', { name: 'Bursts of failed log-ins' });
  const finding = logins.getByText(/^\d+ failed log-ins within 10 minutes.* from 198\.51\.100\.23 on \d+ accounts/);
  await expect(finding).toBeVisible();
  await expect(logins.getByText(/^10 or more failed log-ins within 10 minutes from one address/)).toBeVisible();
  await lookAt(page, 'audit-findings', () => expect(finding).toBeVisible());
  await logins.getByRole('button', { name: 'Events' }).click();
  await expect(logins.getByText(/tried to log in/).first()).toBeVisible();
  await logins.getByRole('button', { name: 'Show in the list' }).click();
  await expect(page).toHaveURL(/var-filters=source%7C(%3D|=)%7C198\.51\.100\.23/);
  await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText(/^[\d,]+ events by 12 actors; \d+ failed/)).toBeVisible();
});

test('an event shows what it changed, and its neighbours', async ({ page }) => {
  await page.goto(
    `${DAY}&var-filters=attribute.audit.change.before%7C%3D~%7C.%2B&var-filters=action%7C%3D%7CASSIGN_ROLE`
  );
  await page.getByRole('region', { name: 'Audit events' }).getByRole('listitem').first().getByRole('button').click();
  const drawer = page.getByRole('dialog');
  const change = drawer.getByRole('region', { name: 'Change of audit.change' });
  await expect(change.getByRole('insertion')).toHaveText(/^\+ \w+/);
  await expectAccessible(page);
  await drawer.getByRole('tab', { name: 'Neighbours' }).click();
  const neighbours = drawer.getByRole('region', { name: 'Neighbours in time' });
  await expect(neighbours.getByRole('listitem').nth(1)).toBeVisible();
  const actor = (await neighbours.locator('[aria-current=true] bdi').first().textContent()) ?? '';
  for (const line of await neighbours.getByRole('listitem').allTextContents()) {
    expect(line).toContain(actor);
  }
  const before = new URL(page.url()).searchParams.get('event');
  await neighbours.getByRole('button').first().click();
  await expect(page).not.toHaveURL(new RegExp(`event=${before}`));
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`event=${before}`));
});

for (const tab of ['breakdown', 'patterns', 'actors', 'findings']) {
  test(`nothing of ${tab} is cut off in a narrow window`, async ({ page }) => {
    await page.goto(`${HALF_A_DAY}&tab=${tab}`);
    await expect(page.getByText(/^[\d,]+ events by/)).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNoOverflowWhenNarrow(page, `audit-${tab}`);
  });
}
