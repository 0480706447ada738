import { expect, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { takePictures } from '../pictures';

const CONFIGURATION = '/plugins/girok-telemetry-app';

test('the test button says what works and what is wrong', async ({ page }) => {
  await page.goto(CONFIGURATION);
  await page.getByRole('button', { name: 'Test' }).click();
  const results = page.getByRole('list', { name: 'Results of the test' });
  await expect(results).toContainText('otel.otel_audit_logs');
  await expect(results).toContainText('exist.');
  await page.getByLabel('Audit log table').fill('no_such_table');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(results).toContainText('otel.no_such_table does not exist or may not be read. Run `girok migrate up`');
  await page.getByLabel('Audit log table').fill('otel_audit_traces');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(results).toContainText('otel.otel_audit_traces lacks RecordHash, Actor, Outcome, LogAttributes');
  await page.getByLabel('Audit log table').fill('x; DROP TABLE y');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(results).toContainText('is not a ClickHouse name');
  await expectAccessible(page);
});

test('settings are saved', async ({ page }) => {
  await page.goto(CONFIGURATION);
  await page.getByLabel('Metric table').fill('otel_audit_metrics');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Metric table')).toHaveValue('otel_audit_metrics');
  await takePictures(page, 'configuration');
});
