import type { JsonObject, JsonValue } from '@streambed/model';
import { type ReactNode, useMemo, useState } from 'react';
import { executionMessages as words } from '../../../messages/executions.ts';
import { inPlace } from '../../controls/in-place.ts';
import { Segmented } from '../../controls/segmented.tsx';
import { ICONS, SmallButton } from '../../controls/small-button.tsx';
import { saveFile } from '../../copy-as-code/export-events.ts';
import { FIRST_PART, formatSize, textPart } from './json-part.ts';
import { diffLines } from './line-diff.ts';
import { MarkdownView } from './markdown-view.tsx';
import type { TreeRow } from './tree-rows.ts';
import { ValueTree } from './value-tree.tsx';
import './value-viewer.css';

type View = 'tree' | 'text' | 'markdown' | 'table' | 'diff';

/** Whether a value is a list of objects, which reads best as a table. */
export const isTable = (value: JsonValue): value is JsonObject[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.slice(0, 50).every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));

const TABLE_PART = 100;
const MOST_COLUMNS = 40;

const copy = (text: string) => void navigator.clipboard?.writeText(text);

/**
 * A value to look at: as a tree, as text, as formatted text, as a table, or beside what it was in the run before.
 * Large ones come by parts. `actions` are buttons for the row of the tree that is chosen.
 */
export function ValueViewer({
  value,
  label,
  previous,
  cutAt,
  actions,
  withPath,
}: {
  value: JsonValue;
  label: string;
  /** The same value in the run before; undefined when there is none. */
  previous?: JsonValue | undefined;
  /** Characters of the whole, where only its beginning was recorded. */
  cutAt?: number | undefined;
  actions?(path: string): ReactNode;
  /** Whether paths into the value can be copied. */
  withPath?: boolean;
}) {
  const isText = typeof value === 'string';
  const isDeep = typeof value === 'object' && value !== null;
  const [chosen, setChosen] = useState<View | undefined>();
  const [limit, setLimit] = useState(FIRST_PART);
  const [row, setRow] = useState<TreeRow | undefined>();
  const [copied, setCopied] = useState('');
  const views: View[] = [
    ...(isDeep ? (['tree'] as const) : []),
    'text',
    ...(isText ? (['markdown'] as const) : []),
    ...(isTable(value) ? (['table'] as const) : []),
    ...(previous !== undefined ? (['diff'] as const) : []),
  ];
  const view = chosen !== undefined && views.includes(chosen) ? chosen : views[0]!;
  const path = isDeep && view === 'tree' ? (row?.path ?? '$.data') : '$.data';
  const part = useMemo(() => textPart(value, limit), [value, limit]);
  const whole = isText ? value.length : undefined;

  const copyAs = (what: string, text: string) => {
    copy(text);
    setCopied(what);
  };
  const picked = view === 'tree' && row !== undefined && row.more === undefined ? row.value : value;

  return (
    <div className="sb-value">
      <div className="sb-value-bar">
        {views.length > 1 && (
          <Segmented<View>
            label={words.data.viewsLabel}
            options={views.map((id) => ({ id, label: words.data.views[id] }))}
            value={view}
            onChange={setChosen}
          />
        )}
        <SmallButton
          icon={ICONS.copy}
          onClick={() =>
            copyAs('value', typeof picked === 'string' ? picked : JSON.stringify(picked, undefined, 2))
          }
        >
          {copied === 'value' ? words.data.copied : words.data.copyValue}
        </SmallButton>
        {withPath && isDeep && (
          <SmallButton icon={ICONS.copy} onClick={() => copyAs(path, path)}>
            {copied === path ? words.data.copied : words.data.copyPath}
          </SmallButton>
        )}
        {actions?.(path)}
        {!part.isWhole && (
          <SmallButton
            icon={ICONS.download}
            onClick={() =>
              saveFile(
                isText ? 'value.txt' : 'value.json',
                isText ? 'text/plain' : 'application/json',
                isText ? value : JSON.stringify(value),
              )
            }
          >
            {words.data.download}
          </SmallButton>
        )}
      </div>
      {view === 'tree' && <ValueTree value={value} label={label} onActive={setRow} />}
      {view === 'text' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="sb-value-box" aria-label={label} tabIndex={0}>
          <pre className="sb-value-text">{part.text}</pre>
        </section>
      )}
      {view === 'markdown' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="sb-value-box" aria-label={label} tabIndex={0}>
          <MarkdownView text={part.text} />
        </section>
      )}
      {view === 'table' && isTable(value) && <ValueTable value={value} label={label} />}
      {view === 'diff' && previous !== undefined && (
        <ValueDiff before={textPart(previous, limit).text} after={part.text} label={label} />
      )}
      {(view === 'text' || view === 'markdown') && !part.isWhole && (
        <div className="sb-value-bar">
          <span className="sb-value-part">
            {words.data.part(formatSize(limit), whole === undefined ? '…' : formatSize(whole))}
          </span>
          <SmallButton onClick={() => setLimit(limit * 4)}>
            {words.data.showMore(formatSize(limit * 3))}
          </SmallButton>
        </div>
      )}
      {cutAt !== undefined && (
        <span className="sb-value-part">
          {words.data.recordedPart(formatSize(isText ? value.length : part.text.length), formatSize(cutAt))}
        </span>
      )}
    </div>
  );
}

function ValueTable({ value, label }: { value: readonly JsonObject[]; label: string }) {
  const [count, setCount] = useState(TABLE_PART);
  const shown = value.slice(0, count);
  const columns = useMemo(() => {
    const names = new Set<string>();
    for (const item of value.slice(0, 1_000)) for (const name of Object.keys(item)) names.add(name);
    return [...names].slice(0, MOST_COLUMNS);
  }, [value]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="sb-value-box" aria-label={label} tabIndex={0}>
        <table className="sb-value-table">
          <thead>
            <tr>
              <th scope="col">#</th>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inPlace(shown).map(({ item, place }) => (
              <tr key={place}>
                <td>{place}</td>
                {columns.map((name) => {
                  const cell = Object.hasOwn(item, name) ? item[name] : undefined;
                  const text =
                    cell === undefined ? '' : typeof cell === 'string' ? cell : textPart(cell, 300).text;
                  return (
                    <td key={name} className={typeof cell === 'number' ? 'sb-number' : undefined}>
                      {text.slice(0, 300)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {value.length > count && (
        <SmallButton onClick={() => setCount(count * 4)}>
          {words.data.truncatedTree(value.length - count)}
        </SmallButton>
      )}
    </>
  );
}

const SIGNS = { same: '\u00a0', added: '+', removed: '−' } as const;

function ValueDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  if (before === after) return <p className="sb-value-part">{words.data.same}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="sb-value-box" aria-label={label} tabIndex={0}>
      <div className="sb-diff">
        {inPlace(lines).map(({ item: { kind, text }, place }) => (
          <div key={place} className={`sb-diff-line sb-diff-line-${kind}`} data-sign={SIGNS[kind]}>
            {text}
          </div>
        ))}
      </div>
    </section>
  );
}
