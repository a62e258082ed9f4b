import type { Page } from 'playwright-core';

/** What was seen of the canvas over some frames. */
export interface Seen {
  readonly frames: number;
  /** Nodes that came into view. */
  readonly names: readonly string[];
  /** Nodes that should have been in view by where they are stored, and had no card there in some frame. */
  readonly missing: readonly string[];
  /** Nodes whose card had nothing to be read on it. */
  readonly blank: readonly string[];
}

/**
 * From now on, before each frame is painted, compares what the definition has in view with the cards that are there.
 * Answers what ends it and tells what was seen. Closed loops only, at a zoom at which names are shown.
 * @param positions by path, as StudioDocument keeps them
 */
export const beginWatching = async (
  page: Page,
  positions: { readonly [path: string]: readonly [x: number, y: number] },
): Promise<() => Promise<Seen>> => {
  const watching = await page.evaluateHandle((places) => {
    // A card is at least so large; of which so much is in view that nobody would call it the edge.
    const [width, height, margin] = [240, 32, 4];
    const names = new Set<string>();
    const missing = new Set<string>();
    const blank = new Set<string>();
    let frames = 0;
    let isOver = false;
    const application = document.querySelector('[role="application"]')!;
    const lookAtFrame = () => {
      const view = application.getBoundingClientRect();
      const cards = new Map<string, HTMLElement>();
      for (const each of application.querySelectorAll<HTMLElement>('[aria-roledescription="node"]'))
        cards.set(each.ariaLabel!.split(',')[0]!, each);
      // Where the flow's origin is just now, and how large it is drawn.
      const {
        a: zoom,
        e,
        f,
      } = new DOMMatrix(getComputedStyle(application.querySelector('.react-flow__viewport')!).transform);
      frames++;
      for (const [name, [x, y]] of Object.entries(places)) {
        const left = view.left + e + x * zoom;
        const top = view.top + f + y * zoom;
        const isInView =
          left + width * zoom > view.left + margin &&
          left < view.right - margin &&
          top + height * zoom > view.top + margin &&
          top < view.bottom - margin;
        if (!isInView) continue;
        names.add(name);
        const card = cards.get(name);
        if (!card) missing.add(name);
        else if (!card.innerText.includes(name)) blank.add(name);
      }
    };
    const frame = () => {
      if (isOver) return;
      lookAtFrame();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return {
      end: () => {
        isOver = true;
        return { frames, names: [...names], missing: [...missing], blank: [...blank] };
      },
    };
  }, positions);
  return () => watching.evaluate(({ end }) => end());
};
