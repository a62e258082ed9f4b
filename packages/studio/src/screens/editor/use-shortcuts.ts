import { useEffect } from 'react';
import { showToast } from '../../components/index.ts';
import { type Command, commandFor, type Editor, isInCanvas } from '../../editor/index.ts';

/** Keys of all commands, wherever the focus is; a second ⌘F while the search is open is the browser's. */
export const useShortcuts = (editor: Editor, commands: readonly Command[], isSearching: boolean): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || globalThis.document.querySelector('dialog[open], [role="dialog"]'))
        return;
      const command = commandFor(commands, event);
      if (!command || (command.id === 'flow.search' && isSearching)) return;
      // The canvas handles its own keys, and marks those that it took.
      event.preventDefault();
      const reason = command.unavailable?.(editor);
      if (reason !== undefined) {
        editor.announce(reason);
        if (!isInCanvas(event.target)) showToast(reason);
        return;
      }
      void command.run(editor);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [editor, commands, isSearching]);
};
