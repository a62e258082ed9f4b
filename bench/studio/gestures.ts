import type { Page } from 'playwright-core';
import { openBare, openFromList } from './open.ts';
import type { Row } from './support/figures.ts';
import { type Part, type Stage, settle } from './support/stage.ts';
import { type Frames, tracedDuring, type Work } from './support/watch.ts';

/** How long each gesture lasts. Milliseconds. */
const GESTURE = 5_000;
const BUDGETS = [
  { nodes: 40, p95: 17, worst: 50 },
  { nodes: 300, p95: 20, worst: 80 },
  { nodes: 1_000, p95: 25, worst: 100 },
] as const;

type Moved = Frames & { readonly work: Work; readonly rendered?: number; readonly selected?: number };

/** Does something again and again for the time of a gesture; told how long it has gone on. */
export const forAWhile = async (
  act: (elapsed: number) => Promise<unknown>,
  length = GESTURE,
): Promise<void> => {
  const began = performance.now();
  for (let elapsed = 0; elapsed < length; elapsed = performance.now() - began) await act(elapsed);
};

/** Moves the pointer on a flat ellipse through the place it is at. */
const circle = (page: Page, around: { readonly x: number; readonly y: number }, radius: number) =>
  forAWhile((elapsed) => {
    const angle = (elapsed / 1_000) * Math.PI;
    return page.mouse.move(
      around.x + Math.sin(angle) * radius,
      around.y + (1 - Math.cos(angle)) * radius * 0.6,
    );
  });

/** The place to take hold of one of the cards: the one nearest to the middle of the canvas. */
const holdOf = (page: Page, selector: string) =>
  page.evaluate((wanted) => {
    const view = document.querySelector('.react-flow')!.getBoundingClientRect();
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const boxes = [...document.querySelectorAll(wanted)].map((card) => card.getBoundingClientRect());
    const [nearest] = boxes
      .map((box) => ({ x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 12) }))
      .toSorted(
        (one, other) =>
          Math.hypot(one.x - middle.x, one.y - middle.y) - Math.hypot(other.x - middle.x, other.y - middle.y),
      );
    if (!nearest) throw new Error(`Nothing on the canvas is ${wanted}.`);
    return nearest;
  }, selector);

const hold = async (page: Page, at: { readonly x: number; readonly y: number }) => {
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 12, at.y + 12, { steps: 3 });
};

const dragOne = async (page: Page): Promise<Moved> => {
  const at = await holdOf(page, '.react-flow__node');
  await hold(page, at);
  await page.evaluate(() => {
    (globalThis as { streambedRenders?: Map<string, number> }).streambedRenders = new Map();
  });
  const frames = await tracedDuring(page, () => circle(page, at, 140));
  const rendered = await page.evaluate(
    () =>
      [
        ...((globalThis as { streambedRenders?: Map<string, number> }).streambedRenders ?? new Map()).keys(),
      ].filter((key: string) => key.startsWith('card ')).length,
  );
  await page.mouse.up();
  return { ...frames, rendered };
};

export const panAndZoom = async (page: Page): Promise<Moved> => {
  await page.mouse.move(700, 450);
  return tracedDuring(page, () =>
    forAWhile(async (elapsed) => {
      if (elapsed % 2_500 < 1_500) await page.mouse.wheel(elapsed % 1_500 < 750 ? 24 : -24, 6);
      else {
        await page.keyboard.down('Control');
        await page.mouse.wheel(0, elapsed % 2_500 < 2_000 ? 20 : -20);
        await page.keyboard.up('Control');
      }
    }),
  );
};

/** About a hundred cards are selected by a marquee, then dragged. */
const dragHundred = async (page: Page): Promise<Moved> => {
  const middle = await page.evaluate(() => {
    const { x, y, width, height } = document.querySelector('.react-flow')!.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, width, height };
  });
  await page.mouse.move(middle.x, middle.y);
  const inView = () =>
    page.evaluate(() => {
      const view = document.querySelector('.react-flow')!.getBoundingClientRect();
      return [...document.querySelectorAll('.react-flow__node')].filter((card) => {
        const { x, y, right, bottom } = card.getBoundingClientRect();
        return right > view.x && x < view.right && bottom > view.y && y < view.bottom;
      }).length;
    });
  for (let step = 0; step < 40 && (await inView()) < 180; step++) {
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, 40);
    await page.keyboard.up('Control');
    await settleFrames(page);
  }
  // A marquee over the middle, as large as it takes for a hundred.
  await page.keyboard.down('Shift');
  const share = 0.33;
  await page.mouse.move(middle.x - middle.width * share, middle.y - middle.height * share);
  await page.mouse.down();
  await page.mouse.move(middle.x + middle.width * share, middle.y + middle.height * share, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const selected = await page.locator('.react-flow__node.selected').count();
  const at = await holdOf(page, '.react-flow__node.selected');
  await hold(page, at);
  const frames = await tracedDuring(page, () => circle(page, at, 90));
  await page.mouse.up();
  return { ...frames, selected };
};

const settleFrames = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

const both = async (stage: Stage, nodes: number, act: (page: Page) => Promise<Moved>) => {
  const ours: Moved[] = [];
  const bare: Moved[] = [];
  const { name } = await stage.flow(nodes);
  for (let round = 0; round < stage.rounds; round++)
    for (const [into, open] of [
      [bare, () => openBare(stage, nodes)],
      [ours, () => openFromList(stage, name)],
    ] as const) {
      const { page } = await open();
      await settle();
      into.push(await act(page));
      await page.context().close();
    }
  return { ours, bare };
};

/** Frames by the clock, and what the main thread worked for them: the lines of one gesture. */
const rowsOf = (
  what: string,
  { ours, bare }: { readonly ours: readonly Moved[]; readonly bare: readonly Moved[] },
  budget: { readonly p95: number; readonly worst?: number },
): Row[] => [
  {
    what: `${what}: main thread per frame, p95`,
    figures: ours.map(({ work }) => work.p95),
    bare: bare.map(({ work }) => work.p95),
    budget: budget.p95,
    unit: 'ms',
  },
  {
    what: '  worst',
    figures: ours.map(({ work }) => work.worst),
    bare: bare.map(({ work }) => work.worst),
    ...(budget.worst !== undefined && { budget: budget.worst }),
    unit: 'ms',
  },
  {
    what: '  between frames by the clock, p95',
    figures: ours.map(({ p95 }) => p95),
    bare: bare.map(({ p95 }) => p95),
    budget: budget.p95,
    unit: 'ms',
  },
  {
    what: '  worst',
    figures: ours.map(({ worst }) => worst),
    bare: bare.map(({ worst }) => worst),
    ...(budget.worst !== undefined && { budget: budget.worst }),
    unit: 'ms',
  },
];

/** One card is dragged in a circle for five seconds. */
export const drag: Part = {
  name: 'drag',
  async measure(stage) {
    const rows: Row[] = [];
    for (const { nodes, ...budget } of BUDGETS) {
      const moved = await both(stage, nodes, dragOne);
      rows.push(...rowsOf(`drag one of ${nodes}`, moved, budget), {
        what: '  cards painted again',
        figures: moved.ours.map(({ rendered = 0 }) => rendered),
        budget: 1,
        unit: '',
      });
    }
    return rows;
  },
};

/** The view is moved and zoomed for five seconds. */
export const pan: Part = {
  name: 'pan',
  async measure(stage) {
    const rows: Row[] = [];
    for (const { nodes, ...budget } of BUDGETS)
      rows.push(...rowsOf(`pan and zoom ${nodes}`, await both(stage, nodes, panAndZoom), budget));
    return rows;
  },
};

/** A hundred of a thousand cards are dragged. */
export const marquee: Part = {
  name: 'marquee',
  async measure(stage) {
    const moved = await both(stage, 1_000, dragHundred);
    return [
      ...rowsOf('drag a marquee of 1,000', moved, { p95: 34 }),
      {
        what: '  cards in it',
        figures: moved.ours.map(({ selected = 0 }) => selected),
        bare: moved.bare.map(({ selected = 0 }) => selected),
        unit: '',
      },
    ];
  },
};
