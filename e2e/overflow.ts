import { expect, type Page } from '@playwright/test';

import { takePictures } from './pictures';

/** A page beside another window, and one beside an open panel, in CSS pixels. */
const NARROW = [1000, 600];

/** Nothing of the page lies beyond its right edge. */
export async function expectNoOverflow(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async () => {
        // what is laid out by code follows a frame after what is laid out by style
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
      })
    )
    .toBe(0);
}

/** The same in a window that is made narrower and narrower. @param picture name of the pictures, see `takePictures` */
export async function expectNoOverflowWhenNarrow(page: Page, picture?: string): Promise<void> {
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoOverflow(page);
    if (picture) {
      await takePictures(page, `${picture}-${width}`);
    }
  }
}
