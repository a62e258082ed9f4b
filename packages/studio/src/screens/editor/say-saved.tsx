import { useEffect, useState } from 'react';
import type { DraftSaver, SaveState } from '../../document/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { time, useSaveState } from './draft-facts.tsx';

const { save } = editorMessages;

/** What is said of where the draft is; at once where work is in danger. Nothing of what is only on its way. */
const spoken = (state: SaveState): { readonly text: string; readonly isUrgent: boolean } | undefined => {
  switch (state.kind) {
    // To the minute: who edits on and on hears of it once a minute.
    case 'saved':
      return { text: save.savedSpoken(time(state.at)), isUrgent: false };
    case 'offline':
      return { text: save.offline, isUrgent: false };
    case 'notSent':
      return { text: save.notSent(state.reason), isUrgent: false };
    case 'conflict':
      return { text: save.conflict, isUrgent: true };
    case 'signedOut':
      return { text: save.signedOut, isUrgent: true };
    case 'deleted':
      return { text: save.deleted, isUrgent: true };
    default:
      return undefined;
  }
};

/** Tells screen readers where what was typed is; the bar shows it to others. Source: studio.md section 8. */
export function SaySaved({ saver }: { readonly saver: DraftSaver }) {
  const state = useSaveState(saver);
  const [said, setSaid] = useState<ReturnType<typeof spoken>>();
  useEffect(() => setSaid((before) => spoken(state) ?? before), [state]);
  return (
    <>
      <div className="sb-visually-hidden" role="status" aria-live="polite">
        {said?.isUrgent === false && said.text}
      </div>
      <div className="sb-visually-hidden" role="alert" aria-live="assertive">
        {said?.isUrgent === true && said.text}
      </div>
    </>
  );
}
