import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Somebody without a pointer. Each key that is pressed leaves the focus where it can be seen: on something with a ring
 * around it, in the window and under nothing else. Sources: WCAG 2.2, 2.4.7, 2.4.11; studio.md sections 8 and 11.
 */
export interface Hands {
  press(key: string): Promise<void>;
  /** Types a text into what has the focus. */
  type(text: string): Promise<void>;
  /** Walks by Tab, or another key, to what has this name. Fails when it does not come within sixty presses. */
  walkTo(name: string | RegExp, key?: string): Promise<void>;
  /** Waits until what has the focus has this name. */
  isOn(name: string | RegExp): Promise<void>;
  /** How often the page heard of a pointer. */
  pointed(): Promise<number>;
}

interface Watching {
  pointed?: number;
}

/** Begins to watch the page for pointers; what was done before does not count. */
export const handsOn = async (page: Page): Promise<Hands> => {
  await page.evaluate(() => {
    const watching = globalThis as unknown as Watching;
    watching.pointed = 0;
    for (const type of ['pointerdown', 'pointermove', 'mousedown', 'wheel'])
      addEventListener(
        type,
        () => {
          watching.pointed = (watching.pointed ?? 0) + 1;
        },
        true,
      );
  });
  const seen = (after: string) =>
    expect.poll(() => page.evaluate(missingFocus), { message: `after ${after}`, timeout: 10_000 }).toBe('');
  const hands: Hands = {
    async press(key) {
      await page.keyboard.press(key);
      await seen(key);
    },
    async type(text) {
      await page.keyboard.type(text);
      await seen(`typing ${text}`);
    },
    async walkTo(name, key = 'Tab') {
      const passed: string[] = [];
      for (let presses = 0; presses < 60; presses++) {
        const at = await page.evaluate(nameOfFocus);
        if (is(at, name)) return;
        passed.push(at);
        await hands.press(key).catch((error: Error) => {
          throw new Error(`${error.message}\nIt walked along:\n${passed.join('\n')}`, { cause: error });
        });
      }
      throw new Error(`${key} does not lead to ${name}, but to:\n${passed.join('\n')}`);
    },
    async isOn(name) {
      await expect
        .poll(() => page.evaluate(nameOfFocus), { timeout: 10_000 })
        .toSatisfy((at: string) => is(at, name), `the focus is on ${name}`);
    },
    pointed: () => page.evaluate(() => (globalThis as unknown as Watching).pointed ?? -1),
  };
  return hands;
};

const is = (at: string, name: string | RegExp): boolean =>
  typeof name === 'string' ? at === name : name.test(at);

/** In the page: what the focused element is called. */
const nameOfFocus = (): string => {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body) return '';
  const labels = at.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const text = (element: Element | null | undefined) => element?.textContent?.trim() ?? '';
  return (
    at.getAttribute('aria-label') ??
    (labels.map((id) => text(document.getElementById(id))).join(' ') ||
      text((at as HTMLInputElement).labels?.[0]) ||
      text(at))
  );
};

/** In the page: what keeps the focus from being seen, `''` when nothing does. */
const missingFocus = (): string => {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body) return 'nothing has the focus';
  const what = `${at.localName} ${at.getAttribute('aria-label') ?? at.textContent?.slice(0, 40)}`;

  const isDrawn = (colour: string) => !/(?:,|\/) ?0(?:\.0+)?\)$|^transparent$/.test(colour);
  const hasRing = (element: Element, pseudo?: string) => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo !== undefined && style.content === 'none') return false;
    if (Number(style.opacity) === 0) return false;
    const outline = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
    if (outline && isDrawn(style.outlineColor)) return true;
    // A ring by a shadow has no blur; what floats has.
    if (/(?:^|, )(?:rgb|color|oklch)[^)]*\) 0px 0px 0px [1-9]/.test(style.boxShadow)) return true;
    return Number.parseFloat(style.borderTopWidth) >= 2 && isDrawn(style.borderTopColor);
  };
  const around: Element[] = [at];
  // Small things give their ring to what shows them: the label of a radio button, the row of a menu, an editor's frame.
  if (at.nextElementSibling) around.push(at.nextElementSibling);
  for (
    let up = at.parentElement;
    up && around.length < 6 && up.matches(':focus-within');
    up = up.parentElement
  ) {
    const [mine, its] = [at.getBoundingClientRect(), up.getBoundingClientRect()];
    if (its.width > mine.width + 48 || its.height > mine.height + 48) break;
    around.push(up);
  }
  const isRinged = around.some(
    (element) => hasRing(element) || hasRing(element, '::before') || hasRing(element, '::after'),
  );
  if (!isRinged) return `${what} has no ring`;

  const { left, top, right, bottom } = at.getBoundingClientRect();
  const [x0, y0] = [Math.max(left, 0), Math.max(top, 0)];
  const [x1, y1] = [Math.min(right, innerWidth), Math.min(bottom, innerHeight)];
  if (x1 - x0 < 1 || y1 - y0 < 1) return `${what} is out of sight`;
  const isUncovered = (across: number, down: number) => {
    const hit = document.elementFromPoint(x0 + (x1 - x0) * across, y0 + (y1 - y0) * down);
    return hit !== null && (at.contains(hit) || hit.contains(at) || hit.closest('label')?.contains(at));
  };
  const points = [0.2, 0.5, 0.8].flatMap((across) => [0.3, 0.7].map((down) => [across, down] as const));
  return points.filter(([across, down]) => isUncovered(across, down)).length >= 4 ? '' : `${what} is covered`;
};
