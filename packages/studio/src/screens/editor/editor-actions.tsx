import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router-dom';
import { useStore } from 'zustand';
import { MenuButton } from '../../components/index.ts';
import { showKeys, useEditorState } from '../../editor/index.ts';
import { executionsOf } from '../../executions/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { useSaveState } from './draft-facts.tsx';
import { type EditorDialog, publish, showFailure } from './editor-dialogs.ts';
import type { OpenEditor } from './open-editor.ts';

export interface EditorActionsProps {
  readonly open: OpenEditor;
  onDialog(dialog: EditorDialog): void;
}

/** What can be done with a draft, at the right of its bar: Problems, Prepare, Test or Stop, Publish and the rest. */
export function EditorActions({ open, onDialog }: EditorActionsProps) {
  const { editor } = open;
  const isOffline = useSaveState(open.saver).kind === 'offline';
  const unavailable = isOffline ? { disabled: true, disabledReason: words.save.offlineReason } : {};
  const [isPreparing, setPreparing] = useState(false);
  const prepare = () => {
    setPreparing(true);
    open
      .saveAndPrepare()
      .catch(showFailure)
      .finally(() => setPreparing(false));
  };
  return (
    <>
      <ProblemsButton onClick={() => editor.showBottom('problems')} />
      <span className="sb-wide-only">
        <Button loading={isPreparing} onClick={prepare} {...unavailable}>
          {words.prepare}
        </Button>
      </span>
      <TestOrStop open={open} />
      <PublishMenu open={open} onDialog={onDialog} />
      <MoreMenu open={open} onDialog={onDialog} onPrepare={prepare} />
    </>
  );
}

function ProblemsButton({ onClick }: { onClick(): void }) {
  const errors = useEditorState(
    ({ problems }) =>
      problems.filter(({ severity, source }) => severity === 'Error' && source !== 'lastRun').length,
  );
  const warnings = useEditorState(
    ({ problems }) => problems.filter(({ severity }) => severity === 'Warning').length,
  );
  return (
    <Button
      variant="link"
      iconName={errors > 0 ? 'status-negative' : warnings > 0 ? 'status-warning' : 'status-positive'}
      ariaLabel={words.problems(errors, warnings)}
      onClick={onClick}
    >
      <span className="sb-wide-only">{words.problemsShort(errors + warnings)}</span>
      {errors + warnings > 0 && <span className="sb-narrow-only">{errors + warnings}</span>}
    </Button>
  );
}

/** Publishing, and what one wants to know or do around it. */
function PublishMenu({ open, onDialog }: EditorActionsProps) {
  const navigate = useNavigate();
  const { flowId } = open.editor;
  const isOffline = useSaveState(open.saver).kind === 'offline';
  const run: Record<string, () => void> = {
    compare: () => navigate(`/flows/${flowId}/compare/PREPARED..DRAFT`),
    versions: () => navigate(`/flows/${flowId}/versions`),
    export: () => onDialog('export'),
  };
  return (
    <ButtonDropdown
      ariaLabel={words.publishMenu.label}
      mainAction={{
        text: words.publish,
        onClick: () => void publish(open, onDialog),
        ...(isOffline && { disabled: true, disabledReason: words.save.offlineReason }),
      }}
      items={[
        { id: 'compare', text: words.publishMenu.compare },
        { id: 'versions', text: words.publishMenu.versions },
        { id: 'export', text: words.commands.export },
      ]}
      onItemClick={({ detail }) => run[detail.id]?.()}
    />
  );
}

/** While something runs the way to stop it is always in sight. */
function TestOrStop({ open: { editor } }: { readonly open: OpenEditor }) {
  const executions = executionsOf(editor);
  const phase = useStore(executions.state, (state) => state.phase);
  const queries = useQueryClient();
  const isIdle = phase === 'idle';
  // biome-ignore lint/correctness/useExhaustiveDependencies: when a run begins or ends, what the top bar counts has changed
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['running'] });
  }, [isIdle, queries]);
  if (!isIdle)
    return (
      <Button
        iconName="status-stopped"
        disabled={phase === 'stopping'}
        onClick={() => void executions.stop()}
      >
        {phase === 'stopping' ? words.stopping : words.stop}
      </Button>
    );
  return (
    <Button
      variant="primary"
      iconName="caret-right-filled"
      onClick={() => {
        const command = editor.commands.find(({ id }) => id === 'run.test');
        const reason = command?.unavailable?.(editor);
        if (reason === undefined) void command?.run(editor);
        else editor.toast(reason);
      }}
    >
      {words.test}
    </Button>
  );
}

interface MoreMenuProps extends EditorActionsProps {
  onPrepare(): void;
}

function MoreMenu({ open: { editor, document }, onDialog, onPrepare }: MoreMenuProps) {
  const navigate = useNavigate();
  const undo = useSyncExternalStore(document.subscribe, () => document.history.undoSteps[0]);
  const redo = useSyncExternalStore(document.subscribe, () => document.history.redoSteps[0]);
  const [tidyKeys] = editor.commands.find(({ id }) => id === 'canvas.layout')?.keys ?? [];
  const run = (id: string) => {
    const command = editor.commands.find((each) => each.id === id);
    if (command?.unavailable?.(editor) === undefined) void command?.run(editor);
  };
  return (
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
        { id: 'prepare', label: words.prepare, onSelect: onPrepare },
        {
          id: 'layout',
          label: words.tidy,
          ...(tidyKeys !== undefined && { keys: showKeys(tidyKeys) }),
          onSelect: () => run('canvas.layout'),
        },
        { id: 'export', label: words.commands.export, onSelect: () => onDialog('export') },
        {
          id: 'import',
          label: words.import,
          onSelect: () => navigate(`/import?into=${editor.flowId}`),
        },
      ]}
    >
      ⋯
    </MenuButton>
  );
}
