import { type RefObject, useEffect } from 'react';

const CONTROLS =
  'a[href], button, input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [contenteditable="true"], [tabindex]:not([tabindex="-1"])';

/** Gives the keyboard to the canvas, which hands it on to the card that it means. */
const focusCanvas = (): void => {
  document.querySelector<HTMLElement>('[role="application"]')?.focus({ preventScroll: true });
};

/**
 * Keeps the focus in a panel whose controls come and go with what is pressed: where the control that has it is taken
 * away, the one that stands in its place gets it. Without this, it falls to the page, and who works by keyboard begins
 * anew. `subject` names what the panel shows: where that is another one by then, the canvas has the keys.
 *
 * Source: WCAG 2.2, 2.4.3 Focus Order.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>, subject: () => string): void {
  useEffect(() => {
    const panel = root.current;
    if (!panel) return;
    let held: { readonly control: HTMLElement; readonly at: number; readonly of: string } | undefined;
    const controls = () => [...panel.querySelectorAll<HTMLElement>(CONTROLS)];
    const hold = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      held = { control: target, at: controls().indexOf(target), of: subject() };
    };
    const release = ({ target }: FocusEvent) => {
      // Some browsers say the same of a control that is being taken away; that one is gone a moment later.
      queueMicrotask(() => {
        if (held?.control === target && held?.control.isConnected && document.activeElement !== target)
          held = undefined;
      });
    };
    const mend = () => {
      if (!held || held.control.isConnected || document.activeElement !== document.body) return;
      const { at, of } = held;
      held = undefined;
      const now = controls();
      const next = now[Math.min(at, now.length - 1)];
      if (of === subject() && next) next.focus();
      else focusCanvas();
    };
    const observer = new MutationObserver(mend);
    observer.observe(panel, { childList: true, subtree: true });
    panel.addEventListener('focusin', hold);
    panel.addEventListener('focusout', release);
    return () => {
      observer.disconnect();
      panel.removeEventListener('focusin', hold);
      panel.removeEventListener('focusout', release);
    };
  }, [root, subject]);
}
