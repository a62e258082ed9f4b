import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from './support/browser.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/* What the system paints in its own colours: marks survive, on whatever ground it chose (studio.md section 8). */

let browser: Browser;
let workshop: Workshop;
beforeAll(async () => {
  [browser, workshop] = await Promise.all([launchBrowser(), openWorkshop('canvas')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await workshop?.close();
});

const withCanvas = async (
  colorScheme: NonNullable<BrowserContextOptions['colorScheme']>,
  use: (page: Page) => Promise<void>,
) => {
  const url = workshop.url('scene=condition-router&run=router');
  const watched = await openPage(browser, url, { forcedColors: 'active', colorScheme });
  try {
    await watched.page.goto(url);
    await watched.page.getByRole('application').waitFor();
    await use(watched.page);
    watched.verify();
  } finally {
    await watched.context.close();
  }
};

/** What is drawn on the canvas with an ink that is not the system's: one line for each kind. */
const ownInks = (page: Page) =>
  page.getByRole('application').evaluate((canvas) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.forcedColorAdjust = 'none';
    const system = new Set(
      ['Canvas', 'CanvasText', 'GrayText', 'Highlight', 'HighlightText', 'ButtonText', 'LinkText'].map(
        (name) => {
          probe.style.color = name;
          return getComputedStyle(probe).color;
        },
      ),
    );
    probe.remove();
    const found = new Set<string>();
    for (const shape of canvas.querySelectorAll('svg path, svg line, svg circle, svg rect')) {
      // The dots of the ground are no mark.
      if (shape.closest('pattern')) continue;
      if (!shape.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const { fill, stroke } = getComputedStyle(shape);
      for (const ink of [fill, stroke])
        if (/^rgb\(/.test(ink) && !system.has(ink))
          found.add(`${shape.closest('[class]')?.getAttribute('class')}: ${ink}`);
    }
    return [...found];
  });

test.each(['light', 'dark'] as const)('lines and glyphs have inks of the system, %s', (colorScheme) =>
  withCanvas(colorScheme, async (page) => {
    await page
      .getByRole('group', { name: /succeeded/ })
      .first()
      .waitFor();
    expect(await ownInks(page)).toEqual([]);
  }),
);

test('what is selected has a frame', () =>
  withCanvas('dark', async (page) => {
    const card = page.getByRole('group', { name: /succeeded/ }).first();
    const frame = () =>
      card.evaluate((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth);
      });
    expect(await frame()).toBe(0);
    await card.locator('.sb-card-name').click();
    await expect.poll(frame).toBeGreaterThanOrEqual(2);
  }));
