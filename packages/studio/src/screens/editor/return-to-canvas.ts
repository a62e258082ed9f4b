import type { KeyboardEvent } from 'react';

/** The card that the canvas's keys mean, or the canvas itself where there is none. */
const canvasStop = (): HTMLElement | null =>
  globalThis.document.querySelector<HTMLElement>(
    '[role="application"] [role="group"][tabindex="0"], [role="application"][tabindex="0"]',
  );

/** Nothing has the keys, or the page as a whole: a dialog that led here gave them back to it. */
const isFree = (element: Element | null): boolean =>
  element === null || element === globalThis.document.body || element.id === 'main';

/** Frames to wait for the first cards. */
const PATIENCE = 90;

/** Gives the keys to the canvas of a page that has just opened, unless something else takes them first. The answer gives up. */
export const focusCanvasWhenFree = (): (() => void) => {
  let left = PATIENCE;
  let frame = 0;
  const look = () => {
    if (!isFree(globalThis.document.activeElement)) return;
    const stop = canvasStop();
    if (stop) stop.focus({ preventScroll: true });
    else if (left-- > 0) frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
};

/**
 * Esc in the inspector goes back to the card that Enter came from. Text editors keep their Esc, as do lists that are open
 * and whatever floats above the inspector. Source: studio.md section 8.
 */
export const returnToCanvas = (event: KeyboardEvent<HTMLElement>): void => {
  const target = event.target as HTMLElement;
  if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(target)) return;
  if (
    target.closest(
      '.cm-editor, [role="dialog"], [role="listbox"], [role="menu"], [aria-expanded="true"][aria-haspopup]',
    )
  )
    return;
  const stop = canvasStop();
  if (!stop) return;
  event.preventDefault();
  stop.focus();
};
