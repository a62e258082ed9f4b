import { showToast } from '../../components/index.ts';
import type { DraftSaver, FlowDocument } from '../../document/index.ts';
import { editorMessages } from '../../messages/editor.ts';

/**
 * Says, when a server answers again, how much was brought there and how much came from there. Source: studio.md
 * section 6. The answer stops it; `received` counts what others changed meanwhile.
 */
export const tellSynced = (document: FlowDocument, saver: DraftSaver) => {
  let isOffline = saver.state().kind === 'offline';
  let stepsOnServer = document.history.undoSteps.length;
  let receivedOffline = 0;
  const stop = saver.subscribe(() => {
    const { kind } = saver.state();
    if (kind === 'offline') isOffline = true;
    if (kind !== 'saved' && kind !== 'unchanged') return;
    const steps = document.history.undoSteps.length;
    // Steps that were taken back count as changes as well.
    const sent = Math.abs(steps - stepsOnServer);
    if (isOffline && (sent > 0 || receivedOffline > 0))
      showToast(editorMessages.save.synced(sent, receivedOffline));
    isOffline = false;
    receivedOffline = 0;
    stepsOnServer = steps;
  });
  return {
    stop,
    /** Takes note of what came in; answers whether it will be told with the rest. */
    received(count: number): boolean {
      if (isOffline) receivedOffline += count;
      return isOffline;
    },
  };
};
