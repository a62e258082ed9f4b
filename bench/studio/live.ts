import { createStreambedClient } from '@streambed/client';
import type { Page } from 'playwright-core';
import { manyTokens } from '../../packages/studio/workshop/executions-scripts.ts';
import { forAWhile } from './gestures.ts';
import type { Row } from './support/figures.ts';
import { heldBy, inspect } from './support/heap.ts';
import { delayed, iterationsOf } from './support/scripts.ts';
import { type Part, type Stage, settle } from './support/stage.ts';
import { type Frames, framesDuring, tracedDuring, type Work } from './support/watch.ts';

/** The page comes to rest before the first event of iterations. Milliseconds. */
const DELAY = 8_000;
/** How long the main thread is traced; a trace of a whole minute would be work itself. Milliseconds. */
const TRACED = 8_000;

/** To and fro, so little that what is watched stays in view. */
const panGently = (page: Page, length: number) =>
  forAWhile(
    (elapsed) => page.mouse.wheel(elapsed % 800 < 400 ? 6 : -6, elapsed % 1_600 < 800 ? 3 : -3),
    length,
  );

const framesFor = async (page: Page, length: number): Promise<Frames & { readonly work: Work }> => {
  const act = (ms: number) => () => panGently(page, ms);
  const traced = await tracedDuring(page, act(Math.min(TRACED, length)));
  if (length <= TRACED) return traced;
  const rest = await framesDuring(page, act(length - TRACED));
  return {
    from: traced.from,
    p95: Math.max(traced.p95, rest.p95),
    worst: Math.max(traced.worst, rest.worst),
    longest: Math.max(traced.longest, rest.longest),
    work: traced.work,
  };
};

interface Live extends Frames {
  readonly work: Work;
  readonly late: number;
  readonly wrong: number;
  readonly growth: number;
}

const runLive = async (stage: Stage, nodes: number, seconds: number): Promise<Live> => {
  const flow = await stage.flow(nodes);
  const script = iterationsOf(flow, { seconds, delay: DELAY });
  const watched = script.nodes[0]!;
  const sentAt: number[] = [];
  const runId = `BENCH-live-${nodes}-${Date.now()}`;
  stage.scripted.add(runId, {
    flowId: flow.id,
    script,
    onSent({ type, node }) {
      if (type === 'nodeSettled' && node === watched) sentAt.push(Date.now());
    },
  });
  const page = await stage.open(`/flows/${flow.id}?run=${runId}&node=${watched}`, { isScripted: true });
  const cdp = await inspect(page);
  const card = page.getByRole('group', { name: new RegExp(`^${watched},`) });
  await card.waitFor();
  await card.click({ position: { x: 60, y: 10 } });
  await page.getByRole('button', { name: /back to 100 %/ }).click();
  const before = await heldBy(cdp);
  await page.evaluate((name) => {
    const seen: { readonly count: number; readonly at: number }[] = [];
    Object.assign(benchWatch, { seen });
    const read = () => {
      const card = [...document.querySelectorAll<HTMLElement>('[data-card]')].find((each) =>
        each.ariaLabel?.startsWith(`${name},`),
      );
      // Its own element: what stands beside it ends in digits, too.
      const shown = [...(card?.querySelectorAll('.sb-card-foot *') ?? [])].find((each) =>
        /^[\d,]+\/[\d,]+$/.test(each.textContent),
      );
      const count = shown ? Number(shown.textContent.split('/')[0]!.replaceAll(',', '')) : undefined;
      if (count !== undefined && count !== seen.at(-1)?.count)
        setTimeout(() => seen.push({ count, at: performance.timeOrigin + performance.now() }));
      requestAnimationFrame(read);
    };
    requestAnimationFrame(read);
  }, watched);
  const middle = (await page.getByRole('application').boundingBox())!;
  await page.mouse.move(middle.x + middle.width / 2, middle.y + middle.height / 2);
  while (sentAt.length === 0) await page.waitForTimeout(20);
  const frames = await framesFor(page, seconds * 1_000 - 1_000);
  while (sentAt.length < script.items) await page.waitForTimeout(50);
  const total = script.items.toLocaleString('en');
  const isExact = page
    .getByRole('group', { name: new RegExp(`^${watched},`) })
    .getByText(`${total}/${total}`, { exact: true });
  await isExact.waitFor({ timeout: 15_000 }).catch(() => {});
  await settle();
  const seen = await page.evaluate(
    () => (benchWatch as unknown as { seen: { count: number; at: number }[] }).seen,
  );
  let late = 0;
  let shown = 0;
  for (const { count, at } of seen) {
    // What was shown until now was out of date since the event after it was sent.
    const since = sentAt[shown];
    // The start of a trace stops the page for a while, which is not the studio's doing.
    if (since !== undefined && since >= frames.from) late = Math.max(late, at - since);
    shown = count;
  }
  const wrong = await page.evaluate(
    ([names, wanted]) =>
      [...document.querySelectorAll<HTMLElement>('[data-card]')].filter(
        (each) =>
          names.includes(each.ariaLabel?.split(',')[0] ?? '') &&
          !each.querySelector('.sb-card-foot')?.textContent?.includes(wanted),
      ).length,
    [script.nodes, `${total}/${total}`] as const,
  );
  const after = await heldBy(cdp);
  await page.context().close();
  return {
    ...frames,
    late,
    wrong: shown === script.items ? wrong : wrong + 1,
    growth: after.heap - before.heap,
  };
};

/** A run of 1,000 iteration events a second for a minute, while the view is moved. */
export const live: Part = {
  name: 'live',
  async measure(stage) {
    const rows: Row[] = [];
    const seconds = 60;
    const rounds = stage.isFull ? stage.rounds : 1;
    for (const [nodes, p95] of [
      [40, 25],
      [1_000, 34],
    ] as const) {
      const all: Live[] = [];
      for (let round = 0; round < rounds; round++) all.push(await runLive(stage, nodes, seconds));
      const of = (read: (live: Live) => number) => all.map(read);
      rows.push(
        {
          what: `live run, ${nodes} nodes, 1,000 events/s: main thread per frame, p95`,
          figures: of(({ work }) => work.p95),
          budget: p95,
          unit: 'ms',
        },
        {
          what: '  between frames by the clock, p95',
          figures: of((each) => each.p95),
          budget: p95,
          unit: 'ms',
        },
        {
          what: '  longest task, of its own time',
          figures: of(({ work }) => work.longest),
          budget: 100,
          unit: 'ms',
        },
        {
          what: '  longest task by the clock',
          figures: of(({ longest }) => longest),
          budget: 100,
          unit: 'ms',
        },
        { what: '  counts late by, at most', figures: of(({ late }) => late), budget: 250, unit: 'ms' },
        {
          what: '  counts that are wrong at the end',
          figures: of(({ wrong }) => wrong),
          budget: 0,
          unit: '',
        },
        {
          what: '  heap growth after collection',
          figures: of(({ growth }) => growth),
          budget: 60,
          unit: 'MB',
        },
      );
    }
    return rows;
  },
};

const COLUMNS = 5;

/** Twenty models write a hundred tokens a second each. */
export const tokens: Part = {
  name: 'tokens',
  async measure(stage) {
    const seconds = stage.isFull ? 60 : 15;
    const script = manyTokens({ nodes: 20, perSecond: 100, seconds });
    const id = await stage.create('bench-tokens', script.definition);
    const positions = Object.fromEntries(
      script.definition.nodes!.map(({ name }, at) => [
        name,
        at === 0 ? [-300, 0] : [((at - 1) % COLUMNS) * 280, Math.floor((at - 1) / COLUMNS) * 200],
      ]),
    );
    await createStreambedClient({
      endpoint: stage.studio.server.url,
      region: 'us-east-1',
      credentials: async () => stage.studio.server.credentials,
    }).putStudioDocument({ flowIdentifier: id, content: { version: 1, positions } as never, revision: 0 });
    const all: (Frames & { readonly work: Work; readonly paints: number })[] = [];
    for (let round = 0; round < (stage.isFull ? stage.rounds : 1); round++) {
      let isTelling = false;
      const runId = `BENCH-tokens-${round}`;
      stage.scripted.add(runId, {
        flowId: id,
        script: delayed(script, DELAY),
        onSent: ({ type }) => {
          isTelling ||= type === 'nodeDelta';
        },
      });
      const page = await stage.open(`/flows/${id}?run=${runId}`, { isScripted: true });
      await page.getByRole('group', { name: /^Writer_1,/ }).waitFor();
      while (!isTelling) await page.waitForTimeout(20);
      await page.evaluate(() => {
        const paints: number[][] = [];
        Object.assign(benchWatch, { paints });
        for (const card of document.querySelectorAll('[data-card]')) {
          const own: number[] = [];
          paints.push(own);
          new MutationObserver(() => own.push(performance.now())).observe(card, {
            subtree: true,
            childList: true,
            characterData: true,
          });
        }
      });
      const length = seconds * 1_000 - 2_000;
      const frames = await framesFor(page, length);
      // The most that any card was painted within a second: its status and its clock count, too.
      const most = await page.evaluate(() =>
        Math.max(
          ...(benchWatch as unknown as { paints: number[][] }).paints.flatMap((own) =>
            own.map((at, index) => own.slice(index).findIndex((later) => later >= at + 1_000)),
          ),
        ),
      );
      await page.context().close();
      all.push({ ...frames, paints: most });
    }
    return [
      {
        what: 'tokens, 20 × 100/s: paints a second of a card',
        figures: all.map(({ paints }) => paints),
        budget: 10,
        unit: '',
      },
      {
        what: '  main thread per frame, p95',
        figures: all.map(({ work }) => work.p95),
        budget: 25,
        unit: 'ms',
      },
      {
        what: '  between frames by the clock, p95',
        figures: all.map(({ p95 }) => p95),
        budget: 25,
        unit: 'ms',
      },
    ];
  },
};
