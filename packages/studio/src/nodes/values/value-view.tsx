import type { JsonValue } from '@streambed/model';
import { useMemo, useState } from 'react';
import { CopyButton } from '../../components/index.ts';
import { valueMessages as words } from '../../messages/nodes.ts';
import { Choice } from '../fields/choice.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { ValueTree } from './value-tree.tsx';
import './value-view.css';

const FIRST_PART = 4_000;
/** Beyond this, writing a value out as text takes longer than a person waits; the tree shows it by parts. */
const MOST_TEXT = 2_000_000;

const textOf = (value: JsonValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);

/** How much a value holds, counted no further than needed. */
const isSmall = (value: JsonValue): boolean => {
  let left = MOST_TEXT;
  const walk = (part: JsonValue): void => {
    if (left < 0) return;
    if (typeof part === 'string') left -= part.length;
    else if (typeof part === 'object' && part !== null)
      for (const key in part) {
        left -= key.length + 8;
        if (left < 0) return;
        walk((part as { [key: string]: JsonValue })[key]!);
      }
    else left -= 8;
  };
  walk(value);
  return left >= 0;
};

/** A value to look at beside a form: as a tree or as text, the beginning first. */
export function ValueView({ value, label }: { readonly value: JsonValue; readonly label: string }) {
  const isDeep = typeof value === 'object' && value !== null;
  const canBeText = useMemo(() => isSmall(value), [value]);
  const [isTree, setTree] = useState(true);
  const [limit, setLimit] = useState(FIRST_PART);
  const showsTree = isDeep && (isTree || !canBeText);
  const text = useMemo(() => (canBeText && !showsTree ? textOf(value) : ''), [value, canBeText, showsTree]);
  return (
    <div className="sb-value-view">
      <div className="sb-value-view-bar">
        {isDeep && canBeText && (
          <Choice
            label={words.viewAs}
            value={showsTree ? 'tree' : 'text'}
            onChange={(view) => setTree(view === 'tree')}
            options={[
              { value: 'tree', label: words.tree },
              { value: 'text', label: words.text },
            ]}
          />
        )}
        {canBeText && <CopyButton text={showsTree ? textOf(value) : text} what={label} />}
      </div>
      {showsTree ? (
        <div className="sb-value-view-box">
          <ValueTree value={value} label={label} />
        </div>
      ) : (
        <figure className="sb-value-view-box" aria-label={label}>
          <pre className="sb-value-view-text">{text.slice(0, limit).toWellFormed()}</pre>
          {text.length > limit && (
            <ToolButton onClick={() => setLimit(limit * 4)}>
              {words.moreCharacters(text.length - limit)}
            </ToolButton>
          )}
        </figure>
      )}
    </div>
  );
}
