import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useDocument, useEditor } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { placeName } from '../actions/commit-outcome.ts';
import { TypeMark } from '../cards/port-mark.tsx';
import { without } from '../geometry/sets.ts';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';
import { type Member, memberOf } from './members.ts';
import './pick-member.css';
import '../menus/button.css';

const words = canvasMessages.member;

/** The value that a connection delivers as a tree: a click, or Enter, writes the expression that leads to a member. */
export const PickMember = ({ popup }: { readonly popup: Extract<Popup, { kind: 'pickMember' }> }) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const input = useDocument(({ nodes }) =>
    nodes.get(popup.to.node)?.inputs.find(({ name }) => name === popup.to.input),
  );
  const sample = editor.samples.delivered(popup.to.node, popup.to.input);
  const root = useMemo(() => (sample ? memberOf(sample.value) : undefined), [sample]);
  const [typed, setTyped] = useState(input?.expression ?? '$.data');
  const place = placeName(canvas, popup.to);
  const write = (expression: string) => {
    canvas.edit(words.step(place), (edit) => edit.changeInput(popup.to.node, popup.to.input, { expression }));
    editor.announce(words.done(expression));
    canvas.closePopup();
    canvas.focusCanvas();
  };
  return (
    <Popover at={popup.at} label={words.title(place)} width={360}>
      <h2 className="sb-popover-title">{words.title(place)}</h2>
      <div className="sb-popover-body">
        {root && sample ? (
          <>
            <p className="sb-member-origin">
              {{ run: words.fromRun, pin: words.fromPin, example: words.fromExample }[sample.origin]}
            </p>
            <MemberTree root={root} wanted={input?.type} onPick={write} />
          </>
        ) : (
          <p className="sb-member-origin">{words.unknown}</p>
        )}
      </div>
      <form
        className="sb-member-form"
        onSubmit={(event) => {
          event.preventDefault();
          write(typed);
        }}
      >
        <input
          className="sb-member-path"
          aria-label={words.path}
          maxLength={64}
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          {...(!root && { 'data-autofocus': '' })}
        />
        <button type="submit" className="sb-button">
          {words.use}
        </button>
      </form>
    </Popover>
  );
};

interface Row {
  readonly member: Member;
  readonly level: number;
}

const rowsOf = (member: Member, closed: ReadonlySet<string>, level = 1): readonly Row[] => [
  { member, level },
  ...(closed.has(member.expression)
    ? []
    : member.members.flatMap((inner) => rowsOf(inner, closed, level + 1))),
];

/** Types that fit come first to the eye; the first of them has the keyboard. */
const MemberTree = ({
  root,
  wanted,
  onPick,
}: {
  readonly root: Member;
  readonly wanted: string | undefined;
  onPick(expression: string): void;
}) => {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = rowsOf(root, closed);
  const fitting = rows.findIndex(({ member }) => member.type === wanted);
  const [at, setAt] = useState(Math.max(0, fitting));
  const tree = useRef<HTMLDivElement>(null);
  const focus = (index: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, index));
    setAt(next);
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[next]?.focus();
  };
  const key = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row) return;
    const { expression, members } = row.member;
    switch (event.key) {
      case 'ArrowDown':
        focus(at + 1);
        break;
      case 'ArrowUp':
        focus(at - 1);
        break;
      case 'Home':
        focus(0);
        break;
      case 'End':
        focus(rows.length - 1);
        break;
      case 'ArrowRight':
        if (closed.has(expression)) setClosed(without(closed, new Set([expression])));
        else if (members.length > 0) focus(at + 1);
        break;
      case 'ArrowLeft':
        if (members.length > 0 && !closed.has(expression)) setClosed(new Set([...closed, expression]));
        else focus(rows.findLastIndex(({ level }, index) => index < at && level < row.level));
        break;
      case 'Enter':
      case ' ':
        onPick(expression);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={tree}
      className="sb-member-tree"
      role="tree"
      aria-label={words.tree}
      onKeyDown={key}
      tabIndex={-1}
    >
      {rows.map(({ member, level }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's keys pick
        <div
          key={member.expression}
          className={`sb-member${member.type === wanted ? ' sb-member-fits' : ''}`}
          role="treeitem"
          aria-level={level}
          aria-selected={index === at}
          {...(member.members.length > 0 && { 'aria-expanded': !closed.has(member.expression) })}
          tabIndex={index === at ? 0 : -1}
          {...(index === Math.max(0, fitting) && { 'data-autofocus': '' })}
          style={{ paddingInlineStart: 8 + (level - 1) * 16 }}
          title={member.expression}
          onClick={() => onPick(member.expression)}
          onFocus={() => setAt(index)}
        >
          <TypeMark type={member.type ?? 'Null'} />
          <span className="sb-member-label">{level === 1 ? words.whole : member.label}</span>
          <span className="sb-member-sample">{member.sample}</span>
          {member.type === wanted && <span className="sb-member-mark">{words.fits}</span>}
        </div>
      ))}
    </div>
  );
};
