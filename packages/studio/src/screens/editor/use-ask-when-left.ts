import { useEffect, useRef } from 'react';
import { showToast } from '../../components/index.ts';
import { isTyping } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import type { EditorDialog } from './editor-dialogs.ts';

const words = editorMessages.conflict;

/**
 * Asks once when both sides contradict: at once where nobody is typing, else with a toast, and when the field is left.
 * Keys never go astray in a dialog that came up between two of them.
 * @param isContradicted whether there is something to ask
 * @param dialog what is open: the question itself counts as asked, others are waited for
 * @param ask opens the question; the same function while the component stays
 */
export const useAskWhenLeft = (isContradicted: boolean, dialog: EditorDialog, ask: () => void): void => {
  const isAsked = useRef(false);
  useEffect(() => {
    if (!isContradicted) return;
    if (!isTyping(document.activeElement)) return;
    return showToast(words.told, { label: words.choose, run: ask }, 'warning');
  }, [isContradicted, ask]);

  useEffect(() => {
    if (!isContradicted) {
      isAsked.current = false;
      return;
    }
    if (dialog === 'conflict') isAsked.current = true;
    if (dialog !== undefined || isAsked.current) return;
    let isPressed = false;
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      // Where the focus went is known a moment later, and what was pressed to leave the field does what it does first.
      frame = requestAnimationFrame(() => {
        if (!isPressed && !isTyping(document.activeElement)) ask();
      });
    };
    const press = () => {
      isPressed = true;
    };
    const release = () => {
      isPressed = false;
      soon();
    };
    addEventListener('focusout', soon);
    addEventListener('pointerdown', press, true);
    addEventListener('pointerup', release, true);
    addEventListener('pointercancel', release, true);
    soon();
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('focusout', soon);
      removeEventListener('pointerdown', press, true);
      removeEventListener('pointerup', release, true);
      removeEventListener('pointercancel', release, true);
    };
  }, [isContradicted, dialog, ask]);
};
