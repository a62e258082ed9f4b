import { diffLines, type LinePair } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useMemo, useState } from 'react';
import { versionMessages } from '../../messages/versions.ts';

const words = versionMessages.compare;

/** Lines around a difference that stay in sight. */
const AROUND = 3;

type Part =
  | { readonly isFolded: false; readonly pair: LinePair }
  | { readonly isFolded: true; readonly from: number; readonly pairs: readonly LinePair[] };

/** Runs of unchanged lines fold when they are longer than what stands around them. */
const partsOf = (pairs: readonly LinePair[]): readonly Part[] => {
  const isNear = new Array<boolean>(pairs.length).fill(false);
  for (const [at, { isSame }] of pairs.entries())
    if (!isSame)
      for (let near = Math.max(0, at - AROUND); near <= Math.min(pairs.length - 1, at + AROUND); near++)
        isNear[near] = true;
  const parts: Part[] = [];
  for (let at = 0; at < pairs.length; ) {
    let end = at;
    while (end < pairs.length && !isNear[end]) end++;
    if (end - at > 2) parts.push({ isFolded: true, from: at, pairs: pairs.slice(at, end) });
    else for (const pair of pairs.slice(at, end)) parts.push({ isFolded: false, pair });
    for (at = end; at < pairs.length && isNear[at]; at++) parts.push({ isFolded: false, pair: pairs[at]! });
  }
  return parts;
};

export interface JsonCompareProps {
  readonly base: FlowDefinition;
  readonly head: FlowDefinition;
  readonly baseLabel: string;
  readonly headLabel: string;
}

/** Both definitions as JSON, line by line beside each other. */
export function JsonCompare({ base, head, baseLabel, headLabel }: JsonCompareProps) {
  const parts = useMemo(
    () => partsOf(diffLines(JSON.stringify(base, null, 2), JSON.stringify(head, null, 2))),
    [base, head],
  );
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="sb-json-compare" aria-label={words.json} tabIndex={0}>
      <table>
        <caption className="sb-visually-hidden">{words.title(baseLabel, headLabel)}</caption>
        <colgroup>
          <col className="sb-json-number" />
          <col />
          <col className="sb-json-number" />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="colgroup" colSpan={2}>
              {baseLabel}
            </th>
            <th scope="colgroup" colSpan={2}>
              {headLabel}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) =>
            part.isFolded && !opened.has(part.from) ? (
              <tr key={`fold ${part.from}`} className="sb-json-fold">
                <td colSpan={4}>
                  <button type="button" onClick={() => setOpened(new Set([...opened, part.from]))}>
                    {words.showLines(part.pairs.length)}
                  </button>
                </td>
              </tr>
            ) : (
              (part.isFolded ? part.pairs : [part.pair]).map((pair) => <Line key={keyOf(pair)} pair={pair} />)
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

const keyOf = ({ before, after }: LinePair) => `${before?.number ?? ''}:${after?.number ?? ''}`;

function Line({ pair: { before, after, isSame } }: { readonly pair: LinePair }) {
  return (
    <tr data-same={isSame}>
      <td className="sb-json-number">{before?.number}</td>
      <td className="sb-json-line" data-side={isSame ? undefined : before ? 'removed' : 'none'}>
        {before && (isSame ? before.text : <del>{before.text}</del>)}
      </td>
      <td className="sb-json-number">{after?.number}</td>
      <td className="sb-json-line" data-side={isSame ? undefined : after ? 'added' : 'none'}>
        {after && (isSame ? after.text : <ins>{after.text}</ins>)}
      </td>
    </tr>
  );
}
