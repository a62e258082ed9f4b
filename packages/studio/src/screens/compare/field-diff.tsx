import { diffText, type FieldChange } from '@streambed/flow/diff';
import type { JsonValue } from '@streambed/model';
import type { ReactNode } from 'react';
import { versionMessages } from '../../messages/versions.ts';
import './compare.css';

const words = versionMessages.diff;

/** One field: words that came and went for texts, before and after for values, the new order for lists. */
export function FieldDiff({ field, action }: { readonly field: FieldChange; readonly action?: ReactNode }) {
  return (
    <div className="sb-field-diff">
      <div className="sb-field-diff-head">
        <span className="sb-field-diff-label" title={field.path}>
          {field.label}
        </span>
        {action}
      </div>
      {field.kind === 'order' ? (
        <OrderDiff before={field.before as string[]} after={field.after as string[]} />
      ) : field.kind === 'text' && field.before !== undefined && field.after !== undefined ? (
        <TextDiff before={field.before as string} after={field.after as string} />
      ) : (
        <ValueDiff before={field.before} after={field.after} />
      )}
    </div>
  );
}

/** Where this much of a text is the same, its middle is left out. */
const LONGEST_SAME = 240;
const KEPT = 80;

/** A text with what went and what came in it, word by word. */
export function TextDiff({ before, after }: { readonly before: string; readonly after: string }) {
  const pieces = diffText(before, after);
  return (
    <p className="sb-text-diff">
      {pieces.map(({ kind, text }, at) => {
        const key = `${at}`;
        if (kind === 'added') return <ins key={key}>{text}</ins>;
        if (kind === 'removed') return <del key={key}>{text}</del>;
        if (text.length <= LONGEST_SAME) return <span key={key}>{text}</span>;
        return (
          <span key={key}>
            {at > 0 && text.slice(0, KEPT).replace(/\S*$/, '')}
            <span className="sb-text-diff-cut" title={words.longText}>
              {'…'}
            </span>
            {at < pieces.length - 1 && text.slice(-KEPT).replace(/^\S*/, '')}
          </span>
        );
      })}
    </p>
  );
}

function ValueDiff({
  before,
  after,
}: {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}) {
  return (
    <dl className="sb-value-diff">
      <div>
        <dt>{words.before}</dt>
        <dd>{before === undefined ? <i>{words.absent}</i> : <del>{shown(before)}</del>}</dd>
      </div>
      <div>
        <dt>{words.after}</dt>
        <dd>{after === undefined ? <i>{words.absent}</i> : <ins>{shown(after)}</ins>}</dd>
      </div>
    </dl>
  );
}

const shown = (value: JsonValue): string =>
  value === '' ? words.empty : typeof value === 'string' ? value : JSON.stringify(value, null, 2);

function OrderDiff({
  before,
  after,
}: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}) {
  return (
    <ol className="sb-order-diff" aria-label={words.order}>
      {after.map((name, at) => {
        const from = before.indexOf(name);
        const hasMoved = from >= 0 && from !== at;
        return (
          <li key={name} data-moved={hasMoved}>
            {name}
            {hasMoved && <span className="sb-secondary"> {words.places(from + 1, at + 1)}</span>}
          </li>
        );
      })}
    </ol>
  );
}
