import { expect, test } from '@playwright/test';

import { sendLogRecords } from '../../embedded/demo/logRecords';
import { otlpUrl, sendEvents } from '../otlp';

const AUDIT = '/a/girok-telemetry-app/audit';

// one after the other: the first counts what is there
test.describe.configure({ mode: 'serial' });

test('an empty system says so and offers a way on', async ({ page }) => {
  await page.goto(`${AUDIT}?from=now-1h&to=now`);
  await expect(page.getByText('No matching events in this time range.')).toBeVisible();
  await expect(page.getByText('No audit events match')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show the last 24 hours' })).toBeVisible();
});

test('3,779 records from 2 services in 10 namespaces go in over OTLP, and the page says 3,779', async ({
  page,
}, info) => {
  await sendLogRecords({ otlpUrl: otlpUrl(info), count: 3779, services: 2, namespaces: 10 });
  await page.goto(`${AUDIT}?from=now-2h&to=now`);
  await expect(page.getByText(/^3,779 events by /)).toBeVisible();
});

test('a value that looks like SQL, a macro or a variable is found as a filter and breaks nothing', async ({
  page,
}, info) => {
  const hostile = `'; DROP TABLE x; -- "\\ $__timeFilter(x) [[x]] \${y} <img src=x onerror=alert(1)>`;
  await sendEvents(info, [{ actor: hostile, body: 'hostile' }, { actor: 'bystander' }]);
  await page.goto(`${AUDIT}?from=now-2h&to=now&var-search=hostile`);
  await page
    .getByRole('region', { name: 'Audit events' })
    .getByRole('button', { name: /DROP TABLE/ })
    .click();
  await page.getByRole('button', { name: 'Include Actor', exact: true }).click();
  await expect(page).toHaveURL(/var-filters=actor/);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search audit events' }).fill('');
  await page.getByRole('searchbox', { name: 'Search audit events' }).press('Enter');
  await expect(page.getByText('1 event by 1 actor; none failed.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Audit events' }).getByText(hostile)).toBeVisible();
});
