import type { Locator, Page } from 'playwright-core';

/** From a click until what it is to show is painted, and the longest task since. Milliseconds. */
export interface Shown {
  readonly ms: number;
  readonly longest: number;
}

/** Clicks and waits until an element of this selector holds something and was painted. */
export const clickUntilPainted = async (page: Page, button: Locator, selector: string): Promise<Shown> => {
  await button.scrollIntoViewIfNeeded();
  await page.evaluate((wanted) => {
    benchWatch.tasks = [];
    const was = document.querySelector(wanted);
    const watch = benchWatch as typeof benchWatch & { shown?: Promise<number> };
    addEventListener(
      'click',
      ({ timeStamp }) => {
        watch.shown = new Promise((resolve) => {
          const look = () => {
            const element = document.querySelector(wanted);
            const isThere = element && element !== was && (element.textContent ?? '') !== '';
            if (isThere) setTimeout(() => resolve(performance.now() - timeStamp));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
      },
      { capture: true, once: true },
    );
  }, selector);
  await button.click();
  const ms = await page.evaluate(() => (benchWatch as { shown?: Promise<number> }).shown);
  await page.waitForTimeout(300);
  const longest = await page.evaluate(() => Math.max(0, ...benchWatch.tasks.map(({ duration }) => duration)));
  return { ms: ms ?? Number.NaN, longest };
};
