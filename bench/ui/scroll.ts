import { type Locator } from '@playwright/test';

/** How a list behaved while it was scrolled. Times in ms. */
export interface Scrolled {
  rows: number;
  pixels: number;
  seconds: number;
  frames: number;
  frameMedian: number;
  frame95: number;
  frameLongest: number;
  /** Tasks of the page's main thread that took longer than 50 ms. */
  longTasks: number;
  longTaskLongest: number;
}

const PIXELS_PER_SECOND = 2000;

/**
 * Scrolls what holds the rows at a steady pace from its top for at most `seconds`, or to its end, while the page itself
 * notes when frames came and which tasks were long.
 * @param row any row of the list
 */
export async function scroll(row: Locator, rows: number, seconds: number): Promise<Scrolled> {
  const { frames, tasks, pixels } = await row.evaluate(scrollInPage, { pace: PIXELS_PER_SECOND, seconds });
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    rows,
    pixels,
    seconds: frames.reduce((sum, frame) => sum + frame, 0) / 1000,
    frames: frames.length,
    frameMedian: at(0.5),
    frame95: at(0.95),
    frameLongest: at(1),
    longTasks: tasks.length,
    longTaskLongest: Math.max(0, ...tasks),
  };
}

/** Runs in the page. No function in it has a name: tsx would mark it with a helper that the page does not have. */
async function scrollInPage(row: Element, { pace, seconds }: { pace: number; seconds: number }) {
  let list = row.parentElement;
  while (list && !(list.scrollHeight > list.clientHeight && getComputedStyle(list).overflowY !== 'visible')) {
    list = list.parentElement;
  }
  if (!list) {
    throw new Error('Nothing around the row scrolls');
  }
  const viewport = list;
  // what the page still does with what it has just received is no part of scrolling
  await new Promise((resolve) => requestIdleCallback(resolve));
  await new Promise((resolve) => requestIdleCallback(resolve));
  const tasks: number[] = [];
  const observer = new PerformanceObserver((entries) => tasks.push(...entries.getEntries().map((one) => one.duration)));
  observer.observe({ type: 'longtask' });
  const frames: number[] = [];
  viewport.scrollTop = 0;
  // asked once: reading a place in each frame makes the page lay itself out for it
  const end = viewport.scrollHeight - viewport.clientHeight;
  let reached = 0;
  const begun = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  let before = begun;
  while (before - begun < seconds * 1000 && reached < end) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - before);
    before = now;
    reached = Math.min(end, ((now - begun) / 1000) * pace);
    viewport.scrollTop = reached;
  }
  // what was observed is handed over in a task of its own
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  return { frames, tasks, pixels: reached };
}
