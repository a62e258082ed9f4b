import Button from '@cloudscape-design/components/button';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Canvas, Outline, Palette } from '../../canvas/index.ts';
import { editorCommandItems, MenuButton, showToast, useCommandSource } from '../../components/index.ts';
import {
  type Command,
  commandFor,
  type Editor,
  isInCanvas,
  showKeys,
  useEditor,
  useEditorState,
} from '../../editor/index.ts';
import { executionsOf } from '../../executions/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { Inspector } from '../../nodes/index.ts';
import { BottomPanel } from './bottom-panel.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { SaveText, StateOfDraft, useSaveState } from './draft-facts.tsx';
import { EditorLayout } from './editor-layout.tsx';
import { ReadOnlyActions } from './editor-page.tsx';
import { FlowBar } from './flow-bar.tsx';
import type { OpenEditor } from './open-editor.ts';
import { SearchBar } from './search-bar.tsx';

const PublishDialog = lazy(async () => ({ default: (await import('../versions/index.ts')).PublishDialog }));
const ExportDialog = lazy(async () => ({ default: (await import('../exchange/index.ts')).ExportDialog }));

type Dialog = 'publish' | 'export' | 'conflict' | undefined;

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
  const [dialog, setDialog] = useState<Dialog>();
  const [isSearching, setSearching] = useState(false);
  const [isStale, setStale] = useState(false);
  const save = useSaveState(saver);
  const isEditable = useEditorState(({ access }) => access.mode === 'edit');
  const announcement = useEditorState((state) => state.announcement);

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

  useEffect(() => {
    if (save.kind === 'conflict') setDialog('conflict');
  }, [save.kind]);

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
                <SaveText saver={saver} onConflict={() => setDialog('conflict')} />
              </>
            }
            actions={
              version === undefined ? (
                <EditActions open={open} onDialog={setDialog} />
              ) : (
                <ReadOnlyActions flowId={editor.flowId} version={version} />
              )
            }
          />
        }
        left={<LeftPanel />}
        canvas={
          <>
            <Canvas flowName={name} />
            {isStale && <div className="sb-canvas-stale" />}
            {isSearching && <SearchBar isChanged={neverChanged} onClose={() => setSearching(false)} />}
          </>
        }
        inspector={<Inspector />}
        bottom={<BottomPanel onStaleText={setStale} />}
      />
      <div className="sb-visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
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
      <Suspense>
        {dialog === 'publish' && (
          <PublishDialog flowId={editor.flowId} onClose={() => setDialog(undefined)} />
        )}
        {dialog === 'export' && (
          <ExportDialog
            flow={{ name, definition: document.definition(), ...calls.facts() }}
            onClose={() => setDialog(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

/** A version is made of what the server has, so what is here goes there first. */
const publish = async (open: OpenEditor, show: (dialog: Dialog) => void): Promise<void> => {
  try {
    await open.save();
    show('publish');
  } catch (error) {
    showFailure(error);
  }
};

const neverChanged = () => false;

const showFailure = (error: unknown) => showToast((error as Error).message, undefined, 'error');

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

/** Keys of all commands; ⌘F a second time is the browser's. */
const useShortcuts = (editor: Editor, commands: readonly Command[], isSearching: boolean): void => {
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

function EditActions({ open, onDialog }: { readonly open: OpenEditor; onDialog(dialog: Dialog): void }) {
  const { editor, document } = open;
  const navigate = useNavigate();
  const errors = useEditorState(
    ({ problems }) =>
      problems.filter(({ severity, source }) => severity === 'Error' && source !== 'lastRun').length,
  );
  const warnings = useEditorState(
    ({ problems }) => problems.filter(({ severity }) => severity === 'Warning').length,
  );
  const [isPreparing, setPreparing] = useState(false);
  const [undo] = document.history.undoSteps;
  const [redo] = document.history.redoSteps;
  const prepare = () => {
    setPreparing(true);
    open
      .saveAndPrepare()
      .catch(showFailure)
      .finally(() => setPreparing(false));
  };
  const command = (id: string) => {
    const found = editor.commands.find((each) => each.id === id);
    if (found?.unavailable?.(editor) === undefined) void found?.run(editor);
  };
  const test = () => {
    editor.showBottom('test');
    void executionsOf(editor).start({ mode: 'Whole' });
  };
  return (
    <>
      <Button
        variant="link"
        iconName={errors > 0 ? 'status-negative' : warnings > 0 ? 'status-warning' : 'status-positive'}
        ariaLabel={words.problems(errors, warnings)}
        onClick={() => editor.showBottom('problems')}
      >
        {errors + warnings > 0 ? String(errors + warnings) : ''}
      </Button>
      <span className="sb-wide-only">
        <Button loading={isPreparing} onClick={prepare}>
          {words.prepare}
        </Button>
      </span>
      <Button variant="primary" iconName="caret-right-filled" onClick={test}>
        {words.test}
      </Button>
      <Button onClick={() => void publish(open, onDialog)}>{words.publish}</Button>
      <MenuButton
        label={words.more}
        items={[
          {
            id: 'undo',
            label: words.undo(undo),
            keys: showKeys('Mod+Z'),
            ...(undo === undefined && { unavailable: words.nothingToUndo }),
            onSelect: () => document.history.undo(),
          },
          {
            id: 'redo',
            label: words.redo(redo),
            keys: showKeys('Shift+Mod+Z'),
            ...(redo === undefined && { unavailable: words.nothingToRedo }),
            onSelect: () => document.history.redo(),
          },
          { id: 'prepare', label: words.prepare, onSelect: prepare },
          { id: 'layout', label: words.tidy, keys: showKeys('L'), onSelect: () => command('canvas.layout') },
          { id: 'export', label: words.commands.export, onSelect: () => onDialog('export') },
          {
            id: 'import',
            label: words.import,
            onSelect: () => navigate(`/import?replace=${editor.flowId}`),
          },
        ]}
      >
        ⋯
      </MenuButton>
    </>
  );
}

function LeftPanel() {
  const { state } = useEditor();
  const tab = useEditorState(({ leftTab }) => leftTab);
  const isOpen = useEditorState(({ paletteOpen }) => paletteOpen);
  if (!isOpen)
    return (
      <div className="sb-left-rail">
        <Button
          variant="icon"
          iconName="angle-right"
          ariaLabel={words.commands.toggleLeft}
          onClick={() => state.setState({ paletteOpen: true })}
        />
      </div>
    );
  return (
    <>
      <div role="tablist" aria-label={words.regions.left} className="sb-left-tabs">
        {(['palette', 'outline'] as const).map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`sb-left-${each}`}
            aria-selected={tab === each}
            aria-controls="sb-left-content"
            tabIndex={tab === each ? 0 : -1}
            className="sb-bottom-tab"
            onClick={() => state.setState({ leftTab: each })}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
              const other = each === 'palette' ? 'outline' : 'palette';
              state.setState({ leftTab: other });
              globalThis.document.getElementById(`sb-left-${other}`)?.focus();
            }}
          >
            {words.leftTabs[each]}
          </button>
        ))}
      </div>
      <div
        id="sb-left-content"
        role="tabpanel"
        aria-labelledby={`sb-left-${tab}`}
        className="sb-left-content"
      >
        {tab === 'palette' ? <Palette /> : <Outline />}
      </div>
    </>
  );
}
