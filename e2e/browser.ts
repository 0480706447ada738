/** The browser that scripts/e2e.mjs has found, and how pages are looked at in every test. */
export const BROWSER = {
  locale: 'en-US',
  timezoneId: 'UTC',
  viewport: { width: 1440, height: 900 },
  // without pictures, which each page would have to paint for
  trace: { mode: 'retain-on-failure', screenshots: false } as const,
  launchOptions: {
    executablePath: process.env.GIROK_BROWSER,
    args: JSON.parse(process.env.GIROK_BROWSER_ARGS ?? '[]') as string[],
    channel: process.env.GIROK_BROWSER ? undefined : (process.env.GIROK_BROWSER_CHANNEL ?? 'chrome'),
  },
};
