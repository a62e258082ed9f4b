import type { Page } from 'playwright-core';
import type { Row } from './support/figures.ts';
import { type Part, type Stage, settle } from './support/stage.ts';

const BUDGETS = [
  { nodes: 40, open: 400, layout: 100 },
  { nodes: 300, open: 1_000, layout: 300 },
  { nodes: 1_000, open: 2_000, layout: 1_000 },
] as const;

interface Opened {
  /** From the click until no more cards, ports or lines are added, and the first key was answered. Milliseconds. */
  readonly ms: number;
  /** From the click until cards say what is wrong with them; NaN where nothing is. Milliseconds. */
  readonly checked: number;
  readonly longest: number;
}

/** The canvas is quiet when so long nothing was added to it. Milliseconds. */
const QUIET = 600;

/**
 * From the click that was just made: until the last card, port or line was added to the canvas and painted, plus what the first
 * key after that waits for its frame.
 */
export const whenOpen = async (page: Page): Promise<Opened> => {
  await page.locator('.react-flow__node').first().waitFor();
  const { painted, checked } = await page.evaluate(
    (quiet) =>
      new Promise<{ painted: number; checked: number }>((resolve) => {
        const watch = benchWatch as typeof benchWatch & { paintedAt?: number; checkedAt?: number };
        const look = () => {
          const { paintedAt = 0, checkedAt = Number.NaN, clickedAt } = watch;
          const last = Math.max(paintedAt, checkedAt || 0);
          if (paintedAt > 0 && performance.now() - last > quiet)
            resolve({ painted: paintedAt - clickedAt, checked: checkedAt - clickedAt });
          else setTimeout(look, 20);
        };
        look();
      }),
    QUIET,
  );
  const canvas = page.locator('.react-flow').first();
  await canvas.focus();
  await page.evaluate(() => {
    addEventListener(
      'keydown',
      (event) =>
        requestAnimationFrame(() =>
          setTimeout(() => Object.assign(benchWatch, { keyMs: performance.now() - event.timeStamp })),
        ),
      { once: true, capture: true },
    );
  });
  await page.keyboard.press('ArrowRight');
  const key = await page
    .waitForFunction(() => (benchWatch as { keyMs?: number }).keyMs)
    .then((handle) => handle.jsonValue() as Promise<number>);
  const longest = await page.evaluate(() =>
    Math.max(
      0,
      ...benchWatch.tasks
        .filter(({ start }) => start >= benchWatch.clickedAt)
        .map(({ duration }) => duration),
    ),
  );
  return { ms: painted + key, checked, longest };
};

/** Cards with what is in them, and lines; the map of the flow and menus are none. */
const PARTS = '.react-flow__node, .react-flow__edge, .sb-line, .sb-branch-tag, .sb-region';

/** Has the page note when something of the flow was last added to the canvas and painted. Before it is clicked. */
const noteAdditions = (page: Page) =>
  page.evaluate((parts) => {
    const note = (name: 'paintedAt' | 'checkedAt') =>
      requestAnimationFrame(() => setTimeout(() => Object.assign(benchWatch, { [name]: performance.now() })));
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ target, addedNodes }) =>
        [...addedNodes].filter(
          (node) =>
            (target as Element).closest?.(parts) != null ||
            (node instanceof Element && (node.matches(parts) || node.querySelector(parts) !== null)),
        ),
      );
      const isProblem = (node: Node) => node instanceof Element && node.matches('.sb-card-foot');
      if (added.some(isProblem)) note('checkedAt');
      if (!added.every(isProblem)) note('paintedAt');
    }).observe(document.body, { childList: true, subtree: true });
  }, PARTS);

/** From the list of flows by a click on the flow's name, as people come. */
export const openFromList = async (stage: Stage, name: string): Promise<{ page: Page; opened: Opened }> => {
  const page = await stage.open('/flows');
  const link = page.getByRole('link', { name, exact: true });
  await link.waitFor();
  // The list's own work, and what it fetches ahead, is over before somebody has found the name.
  await page.waitForLoadState('networkidle');
  await settle();
  await noteAdditions(page);
  await link.click();
  return { page, opened: await whenOpen(page) };
};

export const openBare = async (stage: Stage, nodes: number): Promise<{ page: Page; opened: Opened }> => {
  const page = await stage.openBare(nodes);
  const button = page.getByRole('button', { name: 'Open' });
  await button.waitFor();
  await noteAdditions(page);
  await button.click();
  return { page, opened: await whenOpen(page) };
};

/** Opening 40, 300 and 1,000 nodes, with and without places that were stored. */
export const open: Part = {
  name: 'open',
  async measure(stage) {
    const rows: Row[] = [];
    for (const budget of BUDGETS) {
      const ours: Opened[] = [];
      const unplaced: Opened[] = [];
      const bare: Opened[] = [];
      const { name } = await stage.flow(budget.nodes);
      const { name: unplacedName } = await stage.flow(budget.nodes, { isPlaced: false });
      for (let round = 0; round < stage.rounds; round++) {
        for (const [into, act] of [
          [bare, () => openBare(stage, budget.nodes)],
          [ours, () => openFromList(stage, name)],
          [unplaced, () => openFromList(stage, unplacedName)],
        ] as const) {
          const { page, opened } = await act();
          into.push(opened);
          await page.context().close();
        }
      }
      const ms = (all: readonly Opened[]) => all.map((each) => each.ms);
      const longest = (all: readonly Opened[]) => all.map((each) => each.longest);
      rows.push(
        {
          what: `open ${budget.nodes} nodes, click to painted and first key`,
          figures: ms(ours),
          bare: ms(bare),
          budget: budget.open,
          unit: 'ms',
        },
        { what: '  longest task', figures: longest(ours), bare: longest(bare), unit: 'ms' },
        { what: '  cards say what is wrong', figures: ours.map(({ checked }) => checked), unit: 'ms' },
        {
          what: `open ${budget.nodes} nodes without places, laid out first`,
          figures: ms(unplaced),
          budget: budget.open + budget.layout,
          unit: 'ms',
        },
        { what: '  longest task', figures: longest(unplaced), unit: 'ms' },
      );
    }
    return rows;
  },
};
