import { type Browser, chromium } from '@playwright/test';
import npmChromium from '@sparticuz/chromium';

// as scripts/e2e.mjs: the first ends the browser with its first page, the second switches same-origin checks off
const UNWANTED = new Set(['--single-process', '--disable-web-security']);

/** The browser of the end-to-end tests: from npm where that exists, else an installed Chrome. */
export async function startBrowser(): Promise<Browser> {
  return process.platform === 'linux' && process.arch === 'x64'
    ? chromium.launch({
        executablePath: await npmChromium.executablePath(),
        args: npmChromium.args.filter((flag) => !UNWANTED.has(flag)),
      })
    : chromium.launch({ channel: 'chrome' });
}
