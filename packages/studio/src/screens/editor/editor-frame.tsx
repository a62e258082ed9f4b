import { useCallback, useEffect, useMemo, useState } from 'react';
import { addByWords, Canvas } from '../../canvas/index.ts';
import { editorCommandItems, lazyPart, useCommandSource, useWordSource } from '../../components/index.ts';
import { type Command, type Editor, useEditorState } from '../../editor/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { ConflictDialog, fetchAhead, Inspector, SearchBar } from './around-the-canvas.ts';
import { BottomPanel } from './bottom-panel.tsx';
import { SaveText, StateOfDraft, useSaveState } from './draft-facts.tsx';
import { EditorActions } from './editor-actions.tsx';
import { type EditorDialog, publish, showFailure } from './editor-dialogs.ts';
import { EditorLayout } from './editor-layout.tsx';
import { FlowBar } from './flow-bar.tsx';
import { LeftPanel } from './left-panel.tsx';
import type { OpenEditor } from './open-editor.ts';
import { focusCanvasWhenFree } from './return-to-canvas.ts';
import { SaySaved } from './say-saved.tsx';
import { useAskWhenLeft } from './use-ask-when-left.ts';
import { useShortcuts } from './use-shortcuts.ts';

const VersionActions = lazyPart(async () => (await import('./version-actions.tsx')).VersionActions);
const PublishDialog = lazyPart(async () => (await import('../versions/index.ts')).PublishDialog);
const ExportDialog = lazyPart(async () => (await import('../exchange/index.ts')).ExportDialog);

/** The editor around an open flow: bar, panels, dialogs, and the keyboard. */
export function EditorFrame({
  open,
  name: loadedName,
  version,
}: {
  readonly open: OpenEditor;
  readonly name: string;
  readonly version: string | undefined;
}) {
  const { editor, saver, calls, document } = open;
  const [name, setName] = useState(loadedName);
  const [dialog, setDialog] = useState<EditorDialog>();
  const [isSearching, setSearching] = useState(false);
  const [isStale, setStale] = useState(false);
  const save = useSaveState(saver);
  const isEditable = useEditorState(({ access }) => access.mode === 'edit');
  const announcement = useEditorState((state) => state.announcement);
  const alarm = useEditorState((state) => state.alarm);

  const frameCommands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'flow.saveNow',
        label: words.commands.saveNow,
        group: 'flow',
        keys: ['Mod+S'],
        unavailable: readOnlyReason,
        run: () => open.saveAndPrepare().catch(showFailure),
      },
      {
        id: 'flow.search',
        label: words.commands.search,
        group: 'go',
        keys: ['Mod+F'],
        run: () => setSearching(true),
      },
      {
        id: 'flow.publish',
        label: words.commands.publish,
        group: 'flow',
        unavailable: readOnlyReason,
        run: () => publish(open, setDialog),
      },
      { id: 'flow.export', label: words.commands.export, group: 'flow', run: () => setDialog('export') },
    ],
    [open],
  );
  const commands = useMemo(() => [...frameCommands, ...editor.commands], [frameCommands, editor]);
  useShortcuts(editor, commands, isSearching);
  useCommandSource(
    useCallback(() => [...editorCommandItems(editor, commands), ...nodeItems(editor)], [editor, commands]),
  );

  useWordSource(
    useCallback(
      (typed: string) => addByWords(editor, typed).map((item) => ({ ...item, group: words.addGroup })),
      [editor],
    ),
  );

  useEffect(focusCanvasWhenFree, []);
  useEffect(() => void fetchAhead(), []);
  const isContradicted = save.kind === 'conflict';
  useAskWhenLeft(
    isContradicted,
    dialog,
    useCallback(() => setDialog('conflict'), []),
  );

  useEffect(() => {
    // Nothing is left to ask about: an undo can settle it too.
    if (!isContradicted) setDialog((open) => (open === 'conflict' ? undefined : open));
  }, [isContradicted]);

  const rename = (wanted: string) => {
    setName(wanted);
    calls.rename(wanted).then(
      (draft) => saver.learn({ updatedAt: draft.updatedAt, name: draft.name, status: draft.status }),
      (error: Error) => {
        setName(name);
        showFailure(error.cause instanceof Error ? error.cause : error);
      },
    );
  };

  return (
    <>
      <EditorLayout
        bar={
          <FlowBar
            flowId={editor.flowId}
            name={name}
            {...(isEditable && { onRename: rename })}
            facts={
              <>
                <StateOfDraft saver={saver} version={version} />
                <SaveText open={open} name={name} onConflict={() => setDialog('conflict')} />
              </>
            }
            actions={
              version === undefined ? (
                <EditorActions open={open} onDialog={setDialog} />
              ) : (
                <VersionActions open={open} version={version} />
              )
            }
          />
        }
        left={<LeftPanel />}
        canvas={
          <>
            <Canvas flowName={name} />
            {isStale && <div className="sb-canvas-stale" />}
            {isSearching && <SearchBar saver={saver} onClose={() => setSearching(false)} />}
          </>
        }
        inspector={<Inspector />}
        bottom={<BottomPanel onStaleText={setStale} />}
      />
      <div className="sb-visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
      <div className="sb-visually-hidden" role="alert" aria-live="assertive">
        {alarm}
      </div>
      <SaySaved saver={saver} />
      {dialog === 'conflict' && save.kind === 'conflict' && (
        <ConflictDialog
          conflicts={save.conflicts}
          onClose={() => setDialog(undefined)}
          onResolve={(choices) => {
            setDialog(undefined);
            void saver.resolve(choices);
          }}
        />
      )}
      {dialog === 'publish' && <PublishDialog flowId={editor.flowId} onClose={() => setDialog(undefined)} />}
      {dialog === 'export' && (
        <ExportDialog
          flow={{ name, definition: document.definition(), ...calls.facts() }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

const readOnlyReason = ({ state }: Editor): string | undefined => {
  const { access } = state.getState();
  return access.mode === 'readOnly' ? access.reason : undefined;
};

const nodeItems = (editor: Editor) =>
  [...editor.document.snapshot().nodes.values()].map(({ id, path, type }) => ({
    id: `node-${id}`,
    label: path,
    group: words.nodesGroup,
    detail: type,
    run: () => editor.goTo({ node: id }),
  }));
