import chromium from '@sparticuz/chromium';
import { chromium as pw } from 'playwright-core';
const UNWANTED = new Set(['--single-process', '--disable-web-security']);
const browser = await pw.launch({ executablePath: await chromium.executablePath(), args: chromium.args.filter((f) => !UNWANTED.has(f)) });
const shots = process.argv.slice(2);
for (const shot of shots) {
  // name|width|theme|query|clicks (role:name;...)
  const [name, width, theme, query, clicks] = shot.split('|');
  const page = await browser.newPage({ viewport: { width: Number(width), height: Number(process.env.H ?? 1000) }, locale: 'en-US', timezoneId: 'UTC' });
  page.on('pageerror', (e) => console.log(name, 'PAGEERROR', String(e).slice(0, 500)));
  page.on('console', (m) => m.type() === 'error' && console.log(name, 'CONSOLE', m.text().slice(0, 300)));
  page.on('response', async (r) => { if (r.url().includes('/api/ds/query') && r.status() !== 200) console.log(name, r.status(), (await r.text()).slice(0, 600)); });
  await page.goto(`http://127.0.0.1:3963/a/girok-telemetry-app/audit?theme=${theme}&${query}`);
  await page.waitForLoadState('networkidle');
  for (const click of (clicks ?? '').split(';').filter(Boolean)) {
    const [role, n] = click.split(':');
    if (role === 'key') await page.keyboard.press(n);
    else await page.getByRole(role as never, { name: n }).first().click({ timeout: 8000 }).catch((e) => console.log(name, 'CLICK', String(e).slice(0, 300)));
    await page.waitForTimeout(300);
    await page.waitForLoadState('networkidle');
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/shots-audit/${name}.png`, fullPage: false });
  await page.close();
}
await browser.close();
