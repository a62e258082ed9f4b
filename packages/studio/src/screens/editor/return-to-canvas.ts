import type { FocusEvent, KeyboardEvent } from 'react';

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

/** Gives the keys back to the canvas, to `before` where that is elsewhere and still there, if nothing else takes them. */
export const giveBackFocus = (before: Element | null): void => {
  requestAnimationFrame(() => {
    if (!isFree(globalThis.document.activeElement)) return;
    const isElsewhere = before instanceof HTMLElement && before.isConnected && !isFree(before);
    const goal = isElsewhere && !before.closest('[role="application"]') ? before : canvasStop();
    goal?.focus({ preventScroll: true });
  });
};

/** Gives the keys to the outline once it is there: to the row of the node that they mean. */
export const focusOutlineSoon = (): void => {
  let left = PATIENCE;
  const look = () => {
    const tree = globalThis.document.querySelector<HTMLElement>('.sb-outline');
    if (tree) tree.focus();
    else if (left-- > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/** The outline that the focus came from when it came into the inspector. */
let outlineBefore: HTMLElement | undefined;

/** Notes where the focus comes from when it comes into the element. */
export const noteWhereFrom = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>): void => {
  // Nowhere is where a form comes from that takes another's place.
  if (relatedTarget === null || currentTarget.contains(relatedTarget)) return;
  outlineBefore = relatedTarget.closest<HTMLElement>('.sb-outline') ?? undefined;
};

/**
 * Esc in the inspector goes back to the card, or the row of the outline, that Enter came from; in the outline to the card. Text editors keep their Esc, as do lists that are open
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
  const isInside = outlineBefore !== undefined && event.currentTarget.contains(outlineBefore);
  const stop = outlineBefore?.isConnected && !isInside ? outlineBefore : canvasStop();
  if (!stop) return;
  event.preventDefault();
  stop.focus();
};
