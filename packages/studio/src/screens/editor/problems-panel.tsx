import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { type Problem, useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import './problems-panel.css';

interface Group {
  readonly title: string;
  readonly problems: readonly Problem[];
}

/** Errors before warnings, within each by node, those of the last run apart. */
const groupsOf = (problems: readonly Problem[], nameOf: (problem: Problem) => string): Group[] => {
  const groups = new Map<string, Problem[]>();
  const rank = ({ severity, source }: Problem) =>
    (source === 'lastRun' ? 2 : 0) + (severity === 'Error' ? 0 : 1);
  for (const problem of problems.toSorted((a, b) => rank(a) - rank(b))) {
    const name = nameOf(problem);
    const title = problem.source === 'lastRun' ? `${editorMessages.lastRun} · ${name}` : name;
    const group = groups.get(title);
    if (group) group.push(problem);
    else groups.set(title, [problem]);
  }
  return [...groups].map(([title, list]) => ({ title, problems: list }));
};

/** Everything that is wrong with the flow; Enter or a click leads to the field, Fix mends what can be mended. */
export function ProblemsPanel() {
  const editor = useEditor();
  const problems = useEditorState((state) => state.problems);
  const nodes = useDocument((snapshot) => snapshot.nodes);
  const groups = useMemo(
    () =>
      groupsOf(problems, ({ address }) =>
        address.node === undefined
          ? editorMessages.wholeFlow
          : (nodes.get(address.node)?.path ?? editorMessages.wholeFlow),
      ),
    [problems, nodes],
  );
  // What Fix mended goes, and the button with it: the focus goes on to the row in its place.
  const root = useRef<HTMLDivElement>(null);
  const mended = useRef<number>(undefined);
  const fix = (problem: Problem) => {
    const rows = [...(root.current?.querySelectorAll('li') ?? [])];
    mended.current = rows.findIndex((row) => row.contains(globalThis.document.activeElement));
    problem.fix?.run(editor.document);
    editor.announce(problem.fix?.label ?? '');
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of what is listed
  useEffect(() => {
    if (mended.current === undefined) return;
    const rows = root.current?.querySelectorAll<HTMLElement>('.sb-problem-go');
    const { activeElement, body } = globalThis.document;
    if (activeElement === null || activeElement === body)
      (rows?.[Math.min(mended.current, rows.length - 1)] ?? root.current)?.focus();
    mended.current = undefined;
  }, [problems]);
  if (problems.length === 0)
    return (
      <div ref={root} tabIndex={-1} className="sb-problems-panel-none">
        <StatusIndicator type="success">{editorMessages.noProblems}</StatusIndicator>
      </div>
    );
  return (
    <div ref={root} className="sb-problems-panel">
      {groups.map(({ title, problems: list }) => (
        <section key={title} aria-label={title}>
          <h2 className="sb-problems-panel-title">{title}</h2>
          <ul className="sb-problems-panel-list">
            {list.map((problem) => (
              <ProblemRow
                key={problem.key}
                problem={problem}
                onGo={() => editor.goTo(problem.address)}
                onFix={() => fix(problem)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ProblemRow({ problem, onGo, onFix }: { readonly problem: Problem; onGo(): void; onFix(): void }) {
  const isEditable = useEditorState(({ access }) => access.mode === 'edit');
  const { fix, message, severity } = problem;
  const word = severity === 'Error' ? editorMessages.error : editorMessages.warning;
  return (
    <li className="sb-problem">
      <button type="button" className="sb-problem-go" onClick={onGo} onKeyDown={stepRows}>
        <StatusIndicator type={severity === 'Error' ? 'error' : 'warning'} iconAriaLabel={word}>
          <span className="sb-problem-message">{message}</span>
        </StatusIndicator>
        {problem.address.field !== undefined && (
          <span className="sb-problem-field">{fieldName(problem.address.field)}</span>
        )}
      </button>
      {fix && isEditable && (
        <Button variant="inline-link" ariaLabel={`${editorMessages.fix}: ${fix.label}`} onClick={onFix}>
          {fix.label}
        </Button>
      )}
    </li>
  );
}

/** ↑ and ↓ walk the rows, as in any list. */
const stepRows = (event: KeyboardEvent<HTMLButtonElement>) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const rows = [
    ...(event.currentTarget.closest('.sb-problems-panel')?.querySelectorAll<HTMLElement>('.sb-problem-go') ??
      []),
  ];
  rows[rows.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
};

/** `input:genre.expression` → `genre · expression`; a path into the configuration → its last member. */
const fieldName = (field: string): string => {
  const slot = /^(?:input|output|condition):([^.]+)(?:\.(\w+))?$/.exec(field);
  if (slot) return slot[2] === undefined ? slot[1]! : `${slot[1]} · ${slot[2]}`;
  return field.split('.').at(-1) ?? field;
};
