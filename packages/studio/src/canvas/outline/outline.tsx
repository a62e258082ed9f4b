import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { NodeId } from '../../document/index.ts';
import { matchesKeys, useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { NodeGlyph, nodeFacts } from '../../nodes/index.ts';
import { spokenStatus } from '../cards/card-name.ts';
import { StatusIcon } from '../cards/status-icon.tsx';
import { useNodeRun, useProblems } from '../cards/use-run.ts';
import { without } from '../geometry/sets.ts';
import { canvasOf } from '../state/canvas-controller.ts';
import { type OutlineRow, outlineRows } from './outline-rows.ts';
import './outline.css';

const words = canvasMessages.outline;

/**
 * The flow as a tree: the canvas without seeing it, and an index for everybody. All commands of the canvas work here with
 * the same keys, on the row that has the focus.
 */
export const Outline = () => {
  const editor = useEditor();
  const snapshot = useDocument((now) => now);
  const focused = useEditorState(({ focusedNode }) => focusedNode);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string>();
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const top = (id: NodeId) =>
      canvasOf(editor)?.places.get(id)?.y ?? snapshot.nodes.get(id)?.position?.y ?? 0;
    return outlineRows(snapshot, top, closed);
  }, [editor, snapshot, closed]);
  const rowOfFocused = rows.find(({ node, branch }) => node === focused && branch === undefined);
  const stop = rows.find(({ key }) => key === active)?.key ?? rowOfFocused?.key ?? rows[0]?.key;

  const focusRow = (row: OutlineRow | undefined) => {
    if (!row) return;
    setActive(row.key);
    tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
  };
  // Edits take rows away and bring others; whoever makes them here is led to the row of the node that the keys mean now.
  const hadFocus = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the rows may have taken the focused one
  useEffect(() => {
    const { activeElement, body } = document;
    const isAstray = activeElement === tree.current || (hadFocus.current && activeElement === body);
    if (isAstray) focusRow(rowOfFocused ?? rows.find(({ key }) => key === stop));
  }, [rows, rowOfFocused?.key, stop]);
  const attend = (row: OutlineRow) => {
    setActive(row.key);
    editor.state.setState({ focusedNode: row.node });
    editor.select({ nodes: new Set([row.node]) });
    canvasOf(editor)?.showNode(row.node);
  };
  const walk = (event: KeyboardEvent): OutlineRow | 'done' | undefined => {
    const at = rows.findIndex(({ key }) => key === stop);
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
    switch (event.key) {
      case 'ArrowDown':
        return rows[at + 1] ?? 'done';
      case 'ArrowUp':
        return rows[at - 1] ?? 'done';
      case 'Home':
        return rows[0];
      case 'End':
        return rows.at(-1);
      case 'ArrowRight':
        if (!row.hasChildren) return 'done';
        if (!closed.has(row.key)) return rows[at + 1];
        setClosed(without(closed, new Set([row.key])));
        return 'done';
      case 'ArrowLeft':
        if (row.hasChildren && !closed.has(row.key)) {
          setClosed(new Set([...closed, row.key]));
          return 'done';
        }
        return rows.findLast(({ level }, index) => index < at && level < row.level) ?? 'done';
      default:
        return undefined;
    }
  };
  const key = (event: KeyboardEvent) => {
    const to = walk(event);
    if (to !== undefined) {
      event.preventDefault();
      if (to !== 'done') focusRow(to);
      return;
    }
    const command = editor.commands.find(({ keys }) =>
      keys?.some((one) => matchesKeys(one, event.nativeEvent)),
    );
    const row = rows.find((one) => one.key === stop);
    if (command && row) {
      if (command.id.startsWith('canvas.')) attend(row);
      event.preventDefault();
      const reason = command.unavailable?.(editor);
      if (reason === undefined) void command.run(editor);
      else editor.announce(reason);
      return;
    }
    if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const at = rows.findIndex((one) => one.key === stop);
      const letter = event.key.toLowerCase();
      const found = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(({ node, branch }) =>
        (branch ?? snapshot.nodes.get(node)?.name ?? '').toLowerCase().startsWith(letter),
      );
      event.preventDefault();
      focusRow(found);
    }
  };
  if (rows.length === 0) return <p className="sb-outline-empty">{words.empty}</p>;
  return (
    <div
      ref={tree}
      className="sb-outline"
      role="tree"
      aria-label={words.name}
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={key}
      onFocus={({ target, currentTarget }) => {
        hadFocus.current = true;
        const key = target.getAttribute('data-row');
        if (key !== null) setActive(key);
        if (target !== currentTarget) return;
        // The row of a node that was just made comes with the next paint.
        const meant = editor.state.getState().focusedNode;
        focusRow(rows.find((row) => (meant === undefined ? row.key === stop : row.node === meant)));
      }}
      onBlur={({ relatedTarget, currentTarget }) => {
        hadFocus.current = currentTarget.contains(relatedTarget);
      }}
    >
      {rows.map((row) => (
        <Row
          key={row.key}
          row={row}
          isStop={row.key === stop}
          isClosed={closed.has(row.key)}
          onAttend={attend}
          onToggle={() =>
            setClosed((now) =>
              now.has(row.key) ? without(now, new Set([row.key])) : new Set([...now, row.key]),
            )
          }
        />
      ))}
    </div>
  );
};

interface RowProps {
  readonly row: OutlineRow;
  readonly isStop: boolean;
  readonly isClosed: boolean;
  onAttend(row: OutlineRow): void;
  onToggle(): void;
}

const Row = memo(
  ({ row, isStop, isClosed, onAttend, onToggle }: RowProps) => {
    const editor = useEditor();
    const node = useDocument(({ nodes }) => nodes.get(row.node));
    const run = useNodeRun(row.node);
    const problems = useProblems(row.node);
    const isSelected = useEditorState(
      ({ selection }) => row.branch === undefined && selection.nodes.has(row.node),
    );
    const isDimmed = useEditorState(({ found }) => found !== undefined && !found.has(row.node));
    if (!node) return null;
    const isTaken = row.branch !== undefined && run?.satisfiedConditions?.includes(row.branch);
    const { label } = nodeFacts(node.type);
    const name =
      row.branch === undefined
        ? [
            node.name,
            label,
            problems.errors > 0 && canvasMessages.errors(problems.errors),
            problems.warnings > 0 && canvasMessages.warnings(problems.warnings),
            run && spokenStatus(run),
          ]
        : [words.taken(row.branch), isTaken && canvasMessages.taken];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
      <div
        className={`sb-outline-row${isDimmed ? ' sb-outline-dimmed' : ''}`}
        role="treeitem"
        aria-level={row.level}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-selected={isSelected}
        aria-label={name.filter(Boolean).join(', ')}
        {...(row.hasChildren && { 'aria-expanded': !isClosed })}
        tabIndex={isStop ? 0 : -1}
        data-row={row.key}
        style={{ paddingInlineStart: 4 + (row.level - 1) * 16 }}
        onClick={() => onAttend(row)}
        onDoubleClick={() => editor.goTo({ node: row.node })}
        onContextMenu={(event) => {
          event.preventDefault();
          onAttend(row);
          void editor.commands.find(({ id }) => id === 'canvas.menu')?.run(editor);
        }}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrows do the same */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the row says whether it is open */}
        <span
          className={`sb-outline-toggle${row.hasChildren ? '' : ' sb-outline-leaf'}`}
          onClick={(event) => {
            event.stopPropagation();
            if (row.hasChildren) onToggle();
          }}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d={isClosed ? 'M4.5 2.5 8 6 4.5 9.5' : 'M2.5 4.5 6 8 9.5 4.5'} />
          </svg>
        </span>
        {row.branch === undefined ? (
          <>
            <span className={`sb-outline-glyph sb-family-${nodeFacts(node.type).family}`}>
              <NodeGlyph type={node.type} size={16} />
            </span>
            <span className="sb-outline-name">{node.name}</span>
            {problems.errors > 0 && <span className="sb-error-text">✕{problems.errors}</span>}
            {problems.warnings > 0 && <span className="sb-warning-text">⚠{problems.warnings}</span>}
            {run && <StatusIcon status={run.status} />}
          </>
        ) : (
          <span className={`sb-outline-branch${isTaken ? ' sb-outline-taken' : ''}`}>{row.branch}</span>
        )}
      </div>
    );
  },
  // What a row does depends on nothing but what it shows.
  (a, b) =>
    a.row.key === b.row.key &&
    a.row.level === b.row.level &&
    a.row.position === b.row.position &&
    a.row.siblings === b.row.siblings &&
    a.row.hasChildren === b.row.hasChildren &&
    a.isStop === b.isStop &&
    a.isClosed === b.isClosed,
);
