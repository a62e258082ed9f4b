import { type KeyboardEvent, useRef } from 'react';
import { FLOW_SCOPE } from '../../document/index.ts';
import { type Command, showKeys, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { addNote } from '../actions/adding.ts';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';
import { Popover } from './popover.tsx';

const FOR_NODE = [
  'canvas.edit',
  'canvas.rename',
  'canvas.connect',
  'canvas.openLoop',
  'canvas.data',
  undefined,
  'canvas.copy',
  'canvas.cut',
  'canvas.duplicate',
  'canvas.delete',
  undefined,
  'canvas.selectUpstream',
  'canvas.selectDownstream',
  'canvas.selectType',
  'canvas.fold',
];
/**
 * What runs a part of the flow, as the node's form names it, and keeps what came of it; of rooms that are not there
 * nothing is shown.
 */
const RUNS_OF_NODE = ['run.onlyThis', 'run.untilHere', 'run.fromHere', 'run.pinOutput'];
const FOR_CANVAS = [
  'canvas.add',
  'canvas.addNote',
  'canvas.paste',
  undefined,
  'canvas.selectAll',
  'canvas.layout',
  'canvas.fit',
  undefined,
  'canvas.minimap',
  'canvas.grid',
];
const FOR_MANY = [
  'canvas.align.left',
  'canvas.align.top',
  'canvas.distribute.across',
  'canvas.distribute.down',
  undefined,
];

/** What can be done with what is selected, or with the canvas: the same commands as by keys, with their keys. */
export const ContextMenu = ({ popup }: { readonly popup: Extract<Popup, { kind: 'menu' }> }) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const many = useEditorState(({ selection }) => selection.nodes.size);
  const list = useRef<HTMLDivElement>(null);
  const name = popup.node === undefined ? undefined : canvas.snapshot().nodes.get(popup.node)?.name;
  const runs = RUNS_OF_NODE.filter((id) => editor.commands.some((command) => command.id === id));
  const ids =
    popup.node === undefined
      ? FOR_CANVAS
      : [
          ...(many > 1 ? FOR_MANY : []),
          ...FOR_NODE,
          ...(many <= 1 && runs.length > 0 ? [undefined, ...runs] : []),
        ];
  const label =
    name === undefined
      ? canvasMessages.menu.canvas
      : many > 1
        ? canvasMessages.menu.selection(many)
        : canvasMessages.menu.node(name);
  const commands = ids.map((id) => editor.commands.find((command) => command.id === id));
  const choose = (command: Command) => {
    if (command.unavailable?.(editor) !== undefined) return;
    canvas.closePopup();
    canvas.focusCanvas();
    // What is added from the ground's menu goes where the menu was opened.
    if (popup.node === undefined && command.id === 'canvas.addNote')
      addNote(canvas, FLOW_SCOPE, popup.position);
    else if (popup.node === undefined && command.id === 'canvas.add')
      canvas.openPopup({ kind: 'quickAdd', at: popup.at, scope: FLOW_SCOPE, position: popup.position });
    else void command.run(editor);
  };
  const key = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: rows[(at + 1) % rows.length],
      ArrowUp: rows[(at - 1 + rows.length) % rows.length],
      Home: rows[0],
      End: rows.at(-1),
    }[event.key];
    if (to) {
      event.preventDefault();
      to.focus();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      canvas.closePopup();
      canvas.focusCanvas();
    } else if (/^\p{L}$/u.test(event.key)) {
      const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
      after.find((row) => row.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <Popover at={popup.at} label={label} width={280}>
      <div ref={list} className="sb-menu-list" role="menu" aria-label={label} tabIndex={-1} onKeyDown={key}>
        {commands.map((command, index) => {
          if (!command)
            return ids[index] === undefined ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
              <div key={`line ${index}`} className="sb-menu-line" role="presentation" />
            ) : null;
          const reason = command.unavailable?.(editor);
          // What cannot be done at all with this node is left out; what cannot be done now says why.
          if (reason !== undefined && (command.id === 'canvas.openLoop' || command.id === 'canvas.fold'))
            return null;
          return (
            <button
              key={command.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="sb-menu-row"
              aria-disabled={reason !== undefined}
              title={reason}
              onClick={() => choose(command)}
            >
              <span className="sb-menu-row-label">{command.label}</span>
              {command.keys?.[0] !== undefined && <kbd>{showKeys(command.keys[0])}</kbd>}
            </button>
          );
        })}
      </div>
    </Popover>
  );
};
