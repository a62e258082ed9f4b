import { useSyncExternalStore } from 'react';
import { StateChip } from '../../components/index.ts';
import type { DraftSaver, SaveState } from '../../document/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import './draft-facts.css';

const time = (at: number): string =>
  new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

export const useSaveState = (saver: DraftSaver): SaveState =>
  useSyncExternalStore(saver.subscribe, saver.state);
const useDraftStatus = (saver: DraftSaver) =>
  useSyncExternalStore(saver.subscribe, () => saver.draft().status);

/** Whether what TSTALIASID runs is what one sees. Source: studio.md section 3.8. */
export function StateOfDraft({
  saver,
  version,
}: {
  readonly saver: DraftSaver;
  readonly version: string | undefined;
}) {
  const { showBottom } = useEditor();
  const status = useDraftStatus(saver);
  const save = useSaveState(saver);
  const errors = useEditorState(
    ({ problems }) =>
      problems.filter(({ severity, source }) => severity === 'Error' && source !== 'lastRun').length,
  );
  if (version !== undefined) return <StateChip tone="locked">{words.chips.version(version)}</StateChip>;
  const isChanged =
    save.kind === 'saving' || save.kind === 'notSent' || save.kind === 'offline' || save.kind === 'conflict';
  if (status === 'Preparing') return <StateChip tone="busy">{words.chips.preparing}</StateChip>;
  if (status === 'Failed' && !isChanged)
    return (
      <button type="button" className="sb-plain-button" onClick={() => showBottom('problems')}>
        <StateChip tone="failed">{words.chips.failed(errors)}</StateChip>
      </button>
    );
  if (status === 'Prepared' && !isChanged)
    return <StateChip tone="ok">{words.chips.prepared(undefined)}</StateChip>;
  return (
    <span title={words.chips.notPreparedHelp}>
      <StateChip tone="draft">{words.chips.notPrepared}</StateChip>
    </span>
  );
}

/** Where what was typed is: on its way, on the server, kept here. */
export function SaveText({ saver, onConflict }: { readonly saver: DraftSaver; onConflict(): void }) {
  const { showBottom } = useEditor();
  const state = useSaveState(saver);
  const { save } = words;
  switch (state.kind) {
    case 'unchanged':
      return null;
    case 'saving':
      return <span className="sb-save-text">{save.saving}</span>;
    case 'saved':
      return <span className="sb-save-text">{save.saved(time(state.at))}</span>;
    case 'offline':
      return <span className="sb-save-text sb-save-warning">{save.offline}</span>;
    case 'signedOut':
      return <span className="sb-save-text sb-save-warning">{save.signedOut}</span>;
    case 'deleted':
      return <span className="sb-save-text sb-save-warning">{save.deleted}</span>;
    case 'notSent':
      return (
        <button
          type="button"
          className="sb-plain-button sb-save-text sb-save-warning"
          title={state.reason}
          onClick={() => showBottom('problems')}
        >
          {save.notSent(state.reason)}
        </button>
      );
    case 'conflict':
      return (
        <button type="button" className="sb-plain-button sb-save-text sb-save-warning" onClick={onConflict}>
          {save.conflict}
        </button>
      );
  }
}
