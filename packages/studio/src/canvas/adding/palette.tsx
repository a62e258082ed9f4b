import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { FLOW_SCOPE, quickAddFits } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { nodeMessages } from '../../messages/node-types.ts';
import { NodeGlyphTile, nodeFacts } from '../../nodes/index.ts';
import { addNode } from '../actions/adding.ts';
import { CARD_WIDTH } from '../geometry/card-geometry.ts';
import { canvasOf } from '../state/canvas-controller.ts';
import { dragFromPalette } from './palette-ghost.tsx';
import './palette.css';
import { rankTypes } from './rank-types.ts';

const words = canvasMessages.palette;

/**
 * All node types by family: drag one onto the canvas, or press Enter to add it in the middle of what is seen. As a rail
 * only their glyphs, for where room is short.
 */
export const Palette = ({ isRail = false }: { readonly isRail?: boolean }) => {
  const editor = useEditor();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const snapshot = useDocument((now) => now);
  const access = useEditorState((state) => state.access);
  // The body of a loop that is open takes what belongs into loops.
  const focused = useEditorState(({ focusedNode }) => focusedNode);
  const scope = (focused === undefined ? undefined : snapshot.nodes.get(focused)?.scope) ?? FLOW_SCOPE;
  const items = quickAddFits(snapshot, undefined, scope).map((item) =>
    access.mode === 'readOnly' ? { ...item, reason: access.reason } : item,
  );
  const fitting = new Set(rankTypes(items, typed, []).map(({ type }) => type));
  const families = Map.groupBy(
    items.filter(({ type, reason }) => fitting.has(type) && !isMadeByLoop(type, reason)),
    ({ type }) => nodeFacts(type).family,
  );
  const add = (type: (typeof items)[number]['type']) => {
    const canvas = canvasOf(editor);
    if (!canvas) return;
    const { x, y } = canvas.inScope(canvas.viewCenter(), scope);
    addNode(canvas, { type, scope, position: { x: x - CARD_WIDTH / 2, y: y - 60 } });
  };
  const key = (event: KeyboardEvent) => {
    const rows = [...(root.current?.querySelectorAll<HTMLElement>('.sb-palette-item') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  const order = [...families.values()].flat().map(({ type }) => type as string);
  const stop = active !== undefined && order.includes(active) ? active : order[0];
  return (
    <div className={`sb-palette${isRail ? ' sb-palette-rail' : ''}`}>
      {!isRail && (
        <input
          type="search"
          className="sb-palette-search"
          aria-label={words.search}
          placeholder={words.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            root.current?.querySelector<HTMLElement>('.sb-palette-item')?.focus();
          }}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of a form's fields */}
      <div ref={root} className="sb-palette-list" role="group" aria-label={words.name} onKeyDown={key}>
        {[...families].map(([family, members]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of a form's fields
          <div
            key={family}
            className="sb-palette-family"
            role="group"
            aria-label={nodeMessages.families[family]}
          >
            {!isRail && (
              <div className="sb-palette-heading" aria-hidden="true">
                {nodeMessages.families[family]}
              </div>
            )}
            {members.map(({ type, reason }) => {
              const { label, oneLine } = nodeFacts(type);
              return (
                <button
                  key={type}
                  type="button"
                  className="sb-palette-item"
                  tabIndex={type === stop ? 0 : -1}
                  aria-disabled={reason !== undefined}
                  title={`${isRail ? `${label}. ` : ''}${reason ?? `${oneLine} ${words.help}`}`}
                  aria-label={label}
                  aria-description={reason ?? oneLine}
                  onFocus={() => setActive(type)}
                  onClick={(event) => {
                    // A drag ends in a click as well; that one was handled where it was dropped.
                    if (event.detail > 0 && wasDragged) return;
                    if (reason === undefined) add(type);
                    else editor.announce(`${label}: ${reason}`);
                  }}
                  onPointerDown={(event: PointerEvent) => {
                    wasDragged = false;
                    const canvas = canvasOf(editor);
                    if (event.button !== 0 || reason !== undefined || !canvas) return;
                    dragFromPalette(canvas, type, event, () => {
                      wasDragged = true;
                    });
                  }}
                >
                  <NodeGlyphTile type={type} />
                  {!isRail && <span className="sb-palette-label">{label}</span>}
                </button>
              );
            })}
          </div>
        ))}
        {families.size === 0 && <p className="sb-palette-none">{words.none}</p>}
      </div>
    </div>
  );
};

let wasDragged = false;

/** Walls of a loop come with it; where they cannot stand they are not worth a row. */
const isMadeByLoop = (type: string, reason: string | undefined): boolean =>
  (type === 'LoopInput' || type === 'LoopController') && reason !== undefined;
