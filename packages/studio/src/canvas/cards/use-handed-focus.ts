import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { NodeId } from '../../document/index.ts';
import { useCanvas } from '../state/canvas-context.ts';

/**
 * A card leaves the page when it goes out of sight, and would take the focus with it: then the canvas keeps the keys, and
 * gives them back when the card returns. Answers the ref for the card's element.
 *
 * Source: WCAG 2.2, 2.4.3 Focus Order.
 */
export const useHandedFocus = (id: NodeId): RefObject<HTMLDivElement | null> => {
  const { editor } = useCanvas();
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = card.current;
    const application = element?.closest<HTMLElement>('[role="application"]');
    if (!element || !application) return;
    if (document.activeElement === application && editor.state.getState().focusedNode === id)
      element.focus({ preventScroll: true });
    return () => {
      if (element.contains(document.activeElement)) application.focus({ preventScroll: true });
    };
  }, [id, editor]);
  return card;
};
