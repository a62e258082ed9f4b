import type { ConnectionChange, DefinitionDiff, FieldChange, NodeChange } from '@streambed/flow/diff';
import { useEffect, useMemo, useRef, useState } from 'react';
import { versionMessages } from '../../messages/versions.ts';
import { NodeGlyphTile } from '../../nodes/index.ts';
import { DiffMark } from './diff-summary.tsx';
import { FieldDiff } from './field-diff.tsx';
import './compare.css';

const words = versionMessages.diff;

/** A change that can be walked to. */
export interface WalkedChange {
  readonly key: string;
  readonly change: NodeChange | ConnectionChange;
}

/** The changes in the order in which they are shown and walked: nodes, then connections. Names alone are no stop. */
export const walkOf = (diff: DefinitionDiff): readonly WalkedChange[] => [
  ...diff.nodes.map((change) => ({ key: `node ${change.kind} ${change.path}`, change })),
  ...diff.connections
    .filter(({ kind, fields }) => kind !== 'renamed' || fields.length > 0)
    .map((change) => ({ key: `connection ${change.kind} ${change.scope}/${change.name}`, change })),
];

export interface TakeFrom {
  /** `version 2` */
  readonly side: string;
  /** The draft is the newer side, so that bringing something is undoing it. */
  readonly isBack: boolean;
}

export interface ChangeListProps {
  readonly diff: DefinitionDiff;
  /** Names of nodes that are the same in both. */
  readonly unchanged?: readonly string[];
  /** The change that is walked to. */
  readonly current?: string | undefined;
  onCurrent?(key: string): void;
  /** Of what side a change can be brought to the draft, and whether that undoes it; without it none can. */
  readonly takeFrom?: TakeFrom | undefined;
  onTake?(change: NodeChange | ConnectionChange, field?: FieldChange): void;
}

/** Every change with what differs in it, to be opened; what is the same is folded. */
export function ChangeList({ diff, unchanged = [], current, onCurrent, takeFrom, onTake }: ChangeListProps) {
  const walk = useMemo(() => walkOf(diff), [diff]);
  const nodes = walk.filter(({ change }) => 'path' in change);
  const connections = walk.filter(({ change }) => !('path' in change));
  const onlyNames = diff.connections.length - connections.length;
  const row = (walked: WalkedChange) => (
    <ChangeRow
      key={walked.key}
      change={walked.change}
      isCurrent={walked.key === current}
      onCurrent={() => onCurrent?.(walked.key)}
      {...(takeFrom !== undefined && { takeFrom })}
      {...(onTake && { onTake })}
    />
  );
  return (
    <div className="sb-change-list">
      {nodes.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a group of changes, not of a form's fields
        <div role="group" aria-label={words.nodes}>
          <h3>{words.nodes}</h3>
          {nodes.map(row)}
        </div>
      )}
      {unchanged.length > 0 && (
        <details className="sb-change-folded">
          <summary>{words.unchanged(unchanged.length)}</summary>
          <p>{unchanged.join(', ')}</p>
        </details>
      )}
      {(connections.length > 0 || onlyNames > 0) && (
        // biome-ignore lint/a11y/useSemanticElements: a group of changes, not of a form's fields
        <div role="group" aria-label={words.connectionsTitle}>
          <h3>{words.connectionsTitle}</h3>
          {connections.map(row)}
          {onlyNames > 0 && <p className="sb-change-note">{words.renamedConnections(onlyNames)}</p>}
        </div>
      )}
    </div>
  );
}

interface ChangeRowProps {
  readonly change: NodeChange | ConnectionChange;
  readonly isCurrent: boolean;
  onCurrent(): void;
  readonly takeFrom?: TakeFrom;
  onTake?(change: NodeChange | ConnectionChange, field?: FieldChange): void;
}

function ChangeRow({ change, isCurrent, onCurrent, takeFrom, onTake }: ChangeRowProps) {
  const isNode = 'path' in change;
  const { kind, name, formerName, scope, type, fields } = change;
  const ends = (change.after ?? change.before) as { readonly source?: string; readonly target?: string };
  const title = isNode ? name : words.connection(ends.source ?? '', ends.target ?? '');
  const facts = [
    kind === 'renamed' && isNode ? words.renamedFrom(formerName) : words.kinds[kind],
    ...(fields.length > 0 ? [words.fields(fields.length)] : []),
    ...(scope === '' ? [] : [words.inLoop(scope.replaceAll('/', ' › '))]),
  ];
  const take = (field?: FieldChange) => {
    if (!takeFrom || !onTake) return undefined;
    const labels = takeFrom.isBack ? words.takeBack : words.takeOver;
    const label = labels[field ? 'changed' : kind];
    const what = field ? `${field.label} (${title})` : title;
    return (
      <button
        type="button"
        className="sb-take"
        aria-label={words.takeFrom(label, what, words.asIn(takeFrom.side))}
        onClick={() => onTake(change, field)}
      >
        {label}
      </button>
    );
  };
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isCurrent) return;
    setOpen(true);
    root.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    <details ref={root} className="sb-change" data-current={isCurrent} data-kind={kind} open={isOpen}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: summary is a button by itself */}
      <summary
        onClick={(event) => {
          // What is open is ours to say, so that walking and clicking agree.
          event.preventDefault();
          setOpen(!isOpen);
          if (!isOpen) onCurrent();
        }}
      >
        <DiffMark kind={kind} />
        {isNode && <NodeGlyphTile type={type} />}
        <span className="sb-change-title">{title}</span>
        <span className="sb-change-facts">{facts.join(' · ')}</span>
      </summary>
      <div className="sb-change-body">
        {fields.map((field) => (
          <FieldDiff
            key={`${field.kind} ${field.path}`}
            field={field}
            action={fields.length > 1 && take(field)}
          />
        ))}
        {take() && (
          <div className="sb-change-whole">
            {fields.length > 1 && <span className="sb-secondary">{words.wholeNode}</span>}
            {take()}
          </div>
        )}
      </div>
    </details>
  );
}
