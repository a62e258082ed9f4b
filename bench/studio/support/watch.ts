import type { Page } from 'playwright-core';

/** Frames and long tasks of a gesture. Milliseconds. */
export interface Frames {
  /** When watching began. Ms since 1970. */
  readonly from: number;
  /** Between two animation frames. */
  readonly p95: number;
  readonly worst: number;
  /** The longest task. */
  readonly longest: number;
}

interface Watch {
  on: boolean;
  frames: number[];
  tasks: { readonly start: number; readonly duration: number }[];
  shifts: number;
  clickedAt: number;
}

declare global {
  var benchWatch: Watch;
}

/** Has a page keep account of its frames, its long tasks, what jumps, and when it was clicked. Before it is loaded. */
export const watchPage = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const watch: Watch = { on: false, frames: [], tasks: [], shifts: 0, clickedAt: 0 };
    globalThis.benchWatch = watch;
    let last = 0;
    const frame = (now: number) => {
      if (watch.on && last > 0) watch.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        watch.tasks.push({ start: startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) watch.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    addEventListener(
      'click',
      (event) => {
        watch.clickedAt = event.timeStamp;
      },
      { capture: true },
    );
  });

const percentile = (figures: readonly number[], share: number): number => {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The frames of the page while something is done with it. */
export const framesDuring = async (page: Page, gesture: () => Promise<unknown>): Promise<Frames> => {
  await page.evaluate(() => {
    Object.assign(benchWatch, { on: true, frames: [], tasks: [] });
  });
  const from = Date.now();
  await gesture();
  const { frames, tasks } = await page.evaluate(() => {
    benchWatch.on = false;
    return { frames: benchWatch.frames, tasks: benchWatch.tasks.map(({ duration }) => duration) };
  });
  return { from, p95: percentile(frames, 0.95), worst: Math.max(...frames), longest: Math.max(0, ...tasks) };
};

/** What the main thread worked for each frame. Milliseconds of its own time, so that other processes do not count. */
export interface Work {
  readonly p95: number;
  readonly worst: number;
  /** The longest task. */
  readonly longest: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Frames by the clock, and the work of the main thread for each of them by Chromium's own trace. */
export const tracedDuring = async (
  page: Page,
  gesture: () => Promise<unknown>,
): Promise<Frames & { readonly work: Work }> => {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  const frames = await framesDuring(page, gesture);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return { ...frames, work: workOf(traceEvents) };
};

const workOf = (events: readonly TraceEvent[]): Work => {
  // The renderer that paints is the page; others of the browser are idle.
  const painted = new Map<string, number[]>();
  for (const { name, pid, tid, ts } of events) {
    if (name !== 'FireAnimationFrame') continue;
    const key = `${pid} ${tid}`;
    painted.set(key, [...(painted.get(key) ?? []), ts]);
  }
  const [thread, begins] = [...painted].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
  if (!thread || !begins) return { p95: Number.NaN, worst: Number.NaN, longest: Number.NaN };
  const starts = begins
    .toSorted((one, other) => one - other)
    .filter((ts, at, all) => at === 0 || ts - all[at - 1]! > 2_000);
  const busy = starts.map(() => 0);
  const tasks = events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && `${pid} ${tid}` === thread)
    .toSorted((one, other) => one.ts - other.ts);
  let at = 0;
  let end = 0;
  let longest = 0;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    // Tasks within tasks are counted with them.
    if (ts < end) continue;
    end = ts + dur;
    // The frame that a task works for is the one that begins in it or after it.
    while (at < starts.length - 1 && starts[at]! < ts) at++;
    busy[at]! += tdur / 1_000;
    longest = Math.max(longest, tdur / 1_000);
  }
  return { p95: percentile(busy, 0.95), worst: Math.max(...busy), longest };
};
