import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** A place on the page, in CSS pixels from its top left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Where something lies once it has come to rest: cards give way and views move for a quarter of a second, and whoever
 * takes aim in between misses. It rests when two looks, some frames apart, find it in one place.
 *
 * @throws {Error} when it cannot be seen, or moves for ten seconds
 */
export async function restingBox(locator: Locator) {
  const deadline = Date.now() + 10_000;
  let before = await locator.boundingBox();
  while (Date.now() < deadline) {
    await sleep(80);
    const now = await locator.boundingBox();
    if (now && before && now.x === before.x && now.y === before.y && now.width === before.width) return now;
    before = now;
  }
  throw new Error(before ? 'It does not come to rest' : 'It is not to be seen');
}

/** The middle of something that rests. */
export async function middleOf(locator: Locator): Promise<Place> {
  const box = await restingBox(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Takes hold at one place and moves to the other, over some steps; the button stays down. */
export async function pull(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
}
