import { MenuButton, type MenuItem } from '../../components/index.ts';
import { type Command, type Editor, showKeys, useEditor, useEditorState } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { isKnownType } from '../node-facts.ts';
import { useRun } from '../running/use-run.ts';

/** What can be done with the node, as commands of other rooms; one that is not there yet is left out. */
const ACTIONS = [
  ['run.untilHere', undefined],
  ['run.fromHere', undefined],
  ['canvas.duplicate', words.duplicate],
  ['run.pinOutput', words.pin],
  ['canvas.copy', words.copyJson],
  ['canvas.delete', words.delete],
] as const;

const commandOf = (editor: Editor, id: string): Command | undefined =>
  editor.commands.find((command) => command.id === id);

/** Run only this, and ⋯. */
export function NodeActions() {
  const editor = useEditor();
  const { node } = useNodeForm();
  useRun();
  useEditorState(({ selection }) => selection);
  const run = commandOf(editor, 'run.onlyThis');
  const unavailable = run?.unavailable?.(editor);
  const isWork = canRunAlone(node.type);
  const items = ACTIONS.flatMap(([id, label]): MenuItem[] => {
    const command = commandOf(editor, id);
    if (!command) return [];
    const reason = command.unavailable?.(editor);
    return [
      {
        id,
        label: label ?? command.label,
        ...(command.keys?.[0] !== undefined && { keys: showKeys(command.keys[0]) }),
        ...(reason !== undefined && { unavailable: reason }),
        onSelect: () => void command.run(editor),
      },
    ];
  });
  return (
    <div className="sb-node-actions">
      {run && isWork && (
        <button
          type="button"
          className="sb-run-button"
          aria-disabled={unavailable === undefined ? undefined : true}
          title={unavailable ?? words.runOnlyThisHelp}
          onClick={() => {
            if (unavailable === undefined) void run.run(editor);
          }}
        >
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M2 1v8l7-4z" fill="currentColor" />
          </svg>
          {words.runOnlyThis}
        </button>
      )}
      <MenuButton label={words.more} items={items}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path
            d="M3 8h.01M8 8h.01M13 8h.01"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
            fill="none"
          />
        </svg>
      </MenuButton>
    </div>
  );
}

const NOT_ALONE = new Set(['Input', 'LoopInput', 'LoopController', 'Iterator', 'Collector', 'Output']);

/** Nodes that mean something by themselves; the rest is wiring. */
export const canRunAlone = (type: string): boolean => isKnownType(type) && !NOT_ALONE.has(type);
