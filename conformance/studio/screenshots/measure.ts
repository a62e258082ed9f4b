import type { Page } from 'playwright-core';
import { accessProblems } from '../support/access.ts';

/** Layout shifts without a person's doing that a picture may have, as the browser scores them. */
const MOST_SHIFT = 0.02;

/** What axe says of things that are not the page's own doing. */
const BESIDE_THE_POINT = [
  // Cloudscape puts what drops down at the end of the page, below no landmark; it belongs to the field that names it.
  /^region: .*data-awsui-referrer-id/,
  // A label that is scrolled out of its panel counts as missing for this rule; those that are missing fail `label`.
  /^label-title-only: /,
];

/** With forced colours the system paints; the colours that axe reads from the styles are not those that are seen. */
const OF_FORCED_COLOURS = /^color-contrast: /;

interface Shifts {
  streambedShifts?: { value: number; what: string }[];
}

/** Begins to keep account of what jumps; before the page is opened. */
export const watchShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const shifts: { value: number; what: string }[] = [];
    (globalThis as unknown as Shifts).streambedShifts = shifts;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources?: { node?: Node }[];
      }[])
        if (!entry.hadRecentInput)
          shifts.push({
            value: entry.value,
            what: (entry.sources ?? [])
              .map(({ node }) => (node instanceof Element ? node.className : node?.nodeName))
              .join(', '),
          });
    }).observe({ type: 'layout-shift', buffered: true });
  });

const shiftProblems = async (page: Page, most: number): Promise<string[]> => {
  const shifts = await page.evaluate(() => (globalThis as unknown as Shifts).streambedShifts ?? []);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  return sum > most ? [`jumps: ${sum.toFixed(3)} by ${shifts.map(({ what }) => what).join(' | ')}`] : [];
};

/** Texts that are cut off at the side, or through the middle of a line, with nothing that says so. */
const cutProblems = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim();
      const parent = node.parentElement;
      if (!text || !parent?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.bottom < 0 || box.top > innerHeight) continue;
      for (
        let holder: Element | null = parent;
        holder && holder !== document.body;
        holder = holder.parentElement
      ) {
        // What leaves the canvas is not cut: one pans there.
        if (holder.getAttribute('role') === 'application' || holder.matches('svg, title, select, option'))
          break;
        const style = getComputedStyle(holder);
        const { overflowX, overflowY } = style;
        // What is there for readers of screens only.
        if (style.clipPath !== 'none' || style.clip !== 'auto') break;
        if (/auto|scroll/.test(`${overflowX} ${overflowY}`)) break;
        const frame = holder.getBoundingClientRect();
        if (frame.width <= 2 || frame.height <= 2) break;
        const saysSo =
          style.textOverflow === 'ellipsis' ||
          style.webkitLineClamp !== 'none' ||
          holder.hasAttribute('title');
        if (
          /hidden|clip/.test(overflowX) &&
          !saysSo &&
          (box.right > frame.right + 1 || box.left < frame.left - 1)
        )
          found.add(`cut off: “${text.slice(0, 60)}” in ${holder.className || holder.tagName}`);
        const isThrough = (edge: number) => box.top < edge - 3 && box.bottom > edge + 3;
        if (/hidden|clip/.test(overflowY) && !saysSo && (isThrough(frame.bottom) || isThrough(frame.top)))
          found.add(`cut through: “${text.slice(0, 60)}” in ${holder.className || holder.tagName}`);
        if (saysSo) break;
      }
    }
    return [...found];
  });

/** Whether the page can be moved sideways. */
const widthProblems = async (page: Page): Promise<string[]> => {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return over > 0 ? [`the page is ${over} px too wide`] : [];
};

/** What is wrong with the page as it stands, one line each. */
export const pageProblems = async (
  page: Page,
  {
    areForced = false,
    mayShift = MOST_SHIFT,
  }: { readonly areForced?: boolean; readonly mayShift?: number | undefined } = {},
): Promise<string[]> => [
  ...(await widthProblems(page)),
  ...(await cutProblems(page)),
  ...(await shiftProblems(page, mayShift)),
  ...(await accessProblems(page)).filter(
    (problem) =>
      !BESIDE_THE_POINT.some((pattern) => pattern.test(problem)) &&
      !(areForced && OF_FORCED_COLOURS.test(problem)),
  ),
];

/** Moves the focus by the keyboard where it is not shown yet, and says so when no ring shows it then. */
export const focusProblems = async (page: Page): Promise<string[]> => {
  const isShown = () =>
    page.evaluate(() => {
      const focused = document.querySelector(':focus-visible');
      if (!focused) return false;
      const isRing = ({ outlineStyle, outlineWidth, boxShadow, borderColor }: CSSStyleDeclaration) =>
        (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || borderColor === '';
      for (
        let element: Element | null = focused, steps = 0;
        element && steps < 4;
        element = element.parentElement, steps++
      )
        for (const part of [undefined, '::before', '::after'])
          if (isRing(getComputedStyle(element, part))) return true;
      return false;
    });
  if (await isShown()) return [];
  await page.keyboard.press('Tab');
  return (await isShown()) ? [] : ['nothing shows where the focus is'];
};
