import { useMemo, useState } from 'react';
import { useDocument, useEditor } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { NodeGlyphTile, nodeFacts } from '../../nodes/index.ts';
import { addNode, addNote } from '../actions/adding.ts';
import { placeName } from '../actions/commit-outcome.ts';
import { FilterList, type FilterOption } from '../menus/filter-list.tsx';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';
import { fuzzyScore } from './fuzzy.ts';
import { quickAddFits, rankTypes } from './rank-types.ts';
import { recentTypes } from './recent.ts';
import './palette.css';

const words = canvasMessages.quickAdd;

/** Adds a node where it was asked for: search by name, synonym or family; what cannot stand there says why. */
export const QuickAdd = ({ popup }: { readonly popup: Extract<Popup, { kind: 'quickAdd' }> }) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const snapshot = useDocument((now) => now);
  const [typed, setTyped] = useState('');
  const { scope, position, from, connection } = popup;
  const options = useMemo((): readonly FilterOption[] => {
    const recent = recentTypes();
    const items = rankTypes(quickAddFits(snapshot, from, scope), typed, recent);
    const adding = {
      scope,
      position,
      ...(from && { from }),
      ...(connection !== undefined && { connection }),
    };
    const rows = items.map(({ type, reason }, index): FilterOption => {
      const { label, oneLine } = nodeFacts(type);
      const isRecent = typed === '' && recent.includes(type) && reason === undefined;
      return {
        id: type,
        label,
        line: oneLine,
        icon: <NodeGlyphTile type={type} />,
        reason,
        ...(isRecent && index === 0 && { heading: words.recent }),
        ...(type === 'Iterator' && {
          side: {
            label: words.withCollector,
            choose: () => addNode(canvas, { type, ...adding, withCollector: true }),
          },
        }),
        choose: () => addNode(canvas, { type, ...adding }),
      };
    });
    const lastRecent = rows.findLastIndex(({ id }) => recent.includes(id));
    const after = rows[lastRecent + 1];
    if (typed === '' && lastRecent >= 0 && after && rows[0]?.heading !== undefined)
      rows[lastRecent + 1] = { ...after, heading: words.list };
    if (!from && connection === undefined && fuzzyScore(typed, words.note) > 0)
      rows.push({
        id: 'note',
        label: words.note,
        line: words.noteLine,
        icon: <span className="sb-note-swatch" aria-hidden="true" />,
        choose: () => addNote(canvas, scope, position),
      });
    return rows;
  }, [canvas, snapshot, typed, scope, position, from, connection]);
  const label =
    connection !== undefined
      ? words.labelInto
      : from
        ? words.labelAfter(placeName(canvas, from))
        : words.label;
  return (
    <Popover at={popup.at} label={label} width={344}>
      <FilterList
        label={label}
        listLabel={words.list}
        placeholder={words.placeholder}
        typed={typed}
        onType={setTyped}
        options={options}
        none={words.none(typed)}
        onRefused={({ label, reason }) => editor.announce(`${label}: ${reason}`)}
      />
    </Popover>
  );
};
