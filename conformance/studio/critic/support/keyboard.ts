import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Somebody without a mouse: presses keys, and must see after each where they are. */
export interface Keyboard {
  /** Presses a key; what has the focus afterwards is seen, and has a ring. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Presses Tab (or Shift+Tab) until what has the focus has the name. */
  tabTo(name: string | RegExp, by?: 'Tab' | 'Shift+Tab'): Promise<void>;
  /** The name of what has the focus. */
  focused(): Promise<string>;
}

/** More stops than any part of the editor has on the way. */
const FAR = 60;

export const keyboardOf = (page: Page): Keyboard => {
  const focused = () =>
    page.evaluate<string>(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element?.getAttribute('aria-label');
      const by = element?.getAttribute('aria-labelledby');
      return (
        label ??
        (by === null || by === undefined
          ? undefined
          : document.getElementById(by.split(' ')[0]!)?.innerText) ??
        (element as HTMLInputElement | null)?.labels?.[0]?.innerText ??
        element?.innerText ??
        ''
      ).trim();
    });
  const isSeen = () =>
    page.evaluate<string>(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return 'nothing has the focus';
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) return 'it has no size';
      if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return 'it is out of sight';
      // The ring may be drawn by the element, by what is around it, or by their pseudo-elements.
      let at: Element | null = element;
      for (let level = 0; at && level < 5; level++, at = at.parentElement)
        for (const part of [undefined, '::before', '::after']) {
          const { outlineStyle, outlineWidth, boxShadow, borderTopWidth, content } = getComputedStyle(
            at,
            part,
          );
          if (part !== undefined && content === 'none') continue;
          if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) return 'seen';
          if (boxShadow !== 'none' || (part !== undefined && Number.parseFloat(borderTopWidth) >= 1))
            return 'seen';
        }
      return 'it has no ring';
    });
  const look = async (key: string) => {
    let found = '';
    try {
      await expect
        .poll(async () => {
          found = await isSeen();
          return found;
        })
        .toBe('seen');
    } catch (error) {
      throw new Error(`After ${key}, of "${await focused()}": ${found}`, { cause: error });
    }
  };
  return {
    async press(key) {
      await page.keyboard.press(key);
      await look(key);
    },
    async type(text) {
      await page.keyboard.type(text);
    },
    async tabTo(name, by = 'Tab') {
      const passed: string[] = [];
      for (let count = 0; count < FAR; count++) {
        await page.keyboard.press(by);
        await look(by);
        const now = await focused();
        if (typeof name === 'string' ? now === name : name.test(now)) return;
        passed.push(now);
      }
      throw new Error(`${name} is not among what Tab leads to: ${passed.join(' · ')}`);
    },
    focused,
  };
};
