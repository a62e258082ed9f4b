import type { ChangeCounts, DefinitionDiff } from '@streambed/flow/diff';
import { versionMessages } from '../../messages/versions.ts';
import './compare.css';

const words = versionMessages.diff;

/** `2 added · 1 removed · 3 changed`, for nodes and, where there are any, connections. */
export function DiffSummary({ diff }: { readonly diff: DefinitionDiff }) {
  const connections = counts(diff.summary.connections, false);
  const nodes = counts(diff.summary.nodes, true);
  if (nodes.length + connections.length === 0)
    return (
      <span className="sb-diff-summary sb-secondary">{diff.isEmpty ? words.none : words.onlyOrder}</span>
    );
  return (
    <ul className="sb-diff-summary" aria-label={words.summary}>
      {nodes.map(({ kind, text }) => (
        <li key={kind} className={`sb-diff-count sb-diff-${kind}`}>
          <DiffMark kind={kind} />
          {text}
        </li>
      ))}
      {connections.length > 0 && (
        <li className="sb-secondary">{words.connections(connections.map(({ text }) => text).join(' · '))}</li>
      )}
    </ul>
  );
}

type Kind = 'added' | 'removed' | 'changed';

const counts = (
  { added, removed, changed, renamed }: ChangeCounts,
  withRenames: boolean,
): readonly { readonly kind: Kind; readonly text: string }[] =>
  (
    [
      ['added', added],
      ['removed', removed],
      ['changed', changed + (withRenames ? renamed : 0)],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ kind, text: words[kind](count) }));

const MARKS = { added: '+', removed: '−', changed: '~', renamed: '~' } as const;

/** The sign of a change, which tells it without colour. */
export function DiffMark({ kind }: { readonly kind: keyof typeof MARKS }) {
  return (
    <span className={`sb-diff-mark sb-diff-mark-${kind}`} aria-hidden="true">
      {MARKS[kind]}
    </span>
  );
}
