import type { Locator, Page } from 'playwright-core';
import type { Row } from './support/figures.ts';
import { type Part, settle } from './support/stage.ts';

const TEXT = 'Say in two short sentences what it is about, please. ';
const EXPRESSION = '.documents[0].metadata.authors[0].name';

interface Typed {
  readonly p95: number;
  /** The slowest answer to any key or click, as the browser counts it (INP of so few). */
  readonly slowest: number;
  /** The longest check of the flow, as the studio tells the browser. */
  readonly validation: number;
  /** The longest task that answers no key: with a check of the flow, or with saving, and all that the browser adds. */
  readonly longest: number;
}

const type = async (page: Page, field: Locator, text: string): Promise<Typed> => {
  await field.click();
  await page.keyboard.press('End');
  await settle();
  await page.evaluate(() => {
    const keys: number[] = [];
    const slow: number[] = [];
    const handledAt: number[] = [];
    const checks: number[] = [];
    Object.assign(benchWatch, { keys, slow, handledAt, checks, tasks: [] });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'validation') checks.push(duration);
    }).observe({ type: 'measure' });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        handledAt.push(performance.now());
        requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - timeStamp)));
      },
      { capture: true },
    );
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) slow.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  // As fast as quick typists: a key each 80 ms, so that checks fall between keys.
  await page.keyboard.type(text, { delay: 80 });
  await settle();
  return page.evaluate(() => {
    const { keys, slow, handledAt, checks, tasks } = benchWatch as typeof benchWatch & {
      keys: number[];
      slow: number[];
      checks: number[];
      handledAt: number[];
    };
    const offTheKeys = tasks.filter(
      ({ start, duration }) => !handledAt.some((at) => at >= start && at <= start + duration),
    );
    const sorted = keys.toSorted((one, other) => one - other);
    return {
      p95: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
      slowest: Math.max(16, ...slow),
      // None would be no good news.
      validation: checks.length === 0 ? Number.NaN : Math.max(...checks),
      longest: Math.max(0, ...offTheKeys.map(({ duration }) => duration)),
    };
  });
};

/** Typing in a prompt and in an expression of a flow of 1,000 nodes. */
export const typing: Part = {
  name: 'typing',
  async measure(stage) {
    const { id, definition } = await stage.flow(1_000);
    const prompt = definition.nodes!.find((node) => node.type === 'Prompt')!.name;
    const prompts: Typed[] = [];
    const expressions: Typed[] = [];
    for (let round = 0; round < stage.rounds; round++) {
      const page = await stage.open(`/flows/${id}?node=${prompt}`);
      prompts.push(await type(page, page.getByRole('textbox', { name: 'Text', exact: true }), TEXT));
      expressions.push(
        await type(page, page.getByRole('textbox', { name: /expression/i }).first(), EXPRESSION),
      );
      await page.context().close();
    }
    const rows = (what: string, all: readonly Typed[]): Row[] => [
      {
        what: `type in ${what}: key to paint, p95`,
        figures: all.map(({ p95 }) => p95),
        budget: 50,
        unit: 'ms',
      },
      {
        what: '  validation, longest',
        figures: all.map(({ validation }) => validation),
        budget: 50,
        unit: 'ms',
      },
      {
        what: '  longest task off the keys',
        figures: all.map(({ longest }) => longest),
        unit: 'ms',
      },
      {
        what: '  slowest answer to a key',
        figures: all.map(({ slowest }) => slowest),
        budget: 200,
        unit: 'ms',
      },
    ];
    return [...rows('a prompt of 1,000 nodes', prompts), ...rows('an expression', expressions)];
  },
};
