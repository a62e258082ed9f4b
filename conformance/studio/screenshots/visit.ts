import type { BrowserContextOptions, Page } from 'playwright-core';
import { restingBox } from '../support/places.ts';
import { focusProblems, pageProblems, watchShifts } from './measure.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** One way to look at a scene. */
export interface View {
  /** Stands in the picture's name: `1440-dark`. */
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** Where a word more makes a line more. */
  readonly mayShift?: number;
  /** Shows where the keyboard is. */
  readonly isFocused?: boolean;
}

const size = (width: number, height: number) => ({ viewport: { width, height } });

/** Both sizes in both modes, the focus shown in one. */
export const usualViews: readonly View[] = [
  { name: '1440-light', options: { ...size(1440, 900), colorScheme: 'light' } },
  { name: '1440-dark', options: { ...size(1440, 900), colorScheme: 'dark' }, isFocused: true },
  { name: '1024-light', options: { ...size(1024, 768), colorScheme: 'light' } },
  { name: '1024-dark', options: { ...size(1024, 768), colorScheme: 'dark' } },
];

/** What the router is shown in besides: 200 % zoom, forced colours, reduced motion. */
export const accessViews: readonly View[] = [
  { name: 'zoom-200', options: { ...size(720, 450), deviceScaleFactor: 2, colorScheme: 'light' } },
  { name: 'forced-colours', options: { ...size(1440, 900), forcedColors: 'active', colorScheme: 'dark' } },
  { name: 'reduced-motion', options: { ...size(1440, 900), reducedMotion: 'reduce', colorScheme: 'light' } },
];

/** For screens without a canvas: as at 400 % zoom of 1280 px. */
export const reflowView: View = {
  name: '320-light',
  mayShift: 0.1,
  options: { ...size(320, 640), deviceScaleFactor: 2, colorScheme: 'light' },
};

/** Plays the scene and answers what is wrong with it, one line each; `look` sees the page when it stands. */
export const visit = async (
  stage: Stage,
  scene: Scene,
  view: View,
  look: (page: Page) => Promise<unknown> = async () => {},
): Promise<string[]> => {
  const watched = await stage.open(scene.isSignedOut ? 'outside' : (scene.on ?? 'workshop'), view.options);
  const { page, context, complaints } = watched;
  const tidying: (() => Promise<unknown>)[] = [];
  try {
    await watchShifts(page);
    await scene.show({
      page,
      stage,
      isNarrow: (view.options.viewport?.width ?? 0) < 1200,
      after: (tidy) => tidying.push(tidy),
    });
    // Fonts are there, and what moves has come to rest.
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
        ),
    );
    const canvas = page.locator('.react-flow__viewport');
    if ((await canvas.count()) > 0) await restingBox(canvas.first());
    const problems = view.isFocused ? await focusProblems(page) : [];
    await look(page);
    problems.push(
      ...(await pageProblems(page, {
        areForced: view.options.forcedColors === 'active',
        mayShift: scene.mayShift ?? view.mayShift,
      })),
    );
    problems.push(...complaints.filter((complaint) => !scene.expects?.test(complaint)));
    return problems;
  } catch (error) {
    await look(page).catch(() => undefined);
    return [`could not be shown: ${(error as Error).message.split('\n').slice(0, 12).join('\n')}`];
  } finally {
    await context.close();
    for (const tidy of tidying.reverse()) await tidy();
  }
};

/** Some at a time, in order; what each answers. */
export const allOf = async <Item, Answer>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      answers[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return answers;
};
