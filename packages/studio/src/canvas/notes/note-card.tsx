import type { NodeProps } from '@xyflow/react';
import { memo, type PointerEvent, useEffect, useRef, useState } from 'react';
import { lazyPart } from '../../components/index.ts';
import type { NoteTint } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { GRID } from '../geometry/card-geometry.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import type { NoteNode } from '../state/canvas-nodes.ts';
import { sameIn } from '../state/same-props.ts';
import './note-card.css';

// Only flows with notes read their markdown.
const NoteText = lazyPart(async () => (await import('./note-text.tsx')).NoteText);

const words = canvasMessages.note;
const TINTS = Object.keys(words.tints) as NoteTint[];
const LEAST = { width: 120, height: 56 };

type NoteProps = Pick<NodeProps<NoteNode>, 'data' | 'selected'>;

/** A sticky note: double-click or Enter writes, five tints, a corner to resize, a thread to the node it is attached to. */
export const NoteCard = memo(
  ({ data, selected }: NoteProps) => {
    const { note } = data;
    const canvas = useCanvas();
    const { document } = useEditor();
    const isReadOnly = useEditorState(({ access }) => access.mode === 'readOnly');
    const [isWriting, setWriting] = useState(false);
    const isAsked = useCanvasState(({ writingNote }) => writingNote === note.id);
    useEffect(() => {
      if (!isAsked) return;
      setWriting(true);
      canvas.state.setState({ writingNote: undefined });
    }, [canvas, isAsked]);
    const [size, setSize] = useState<{ width: number; height: number }>();
    const only = useEditorState(({ selection }) =>
      selection.nodes.size === 1 ? [...selection.nodes][0] : undefined,
    );
    const attachedName = useDocument(({ nodes }) =>
      note.attachedTo === undefined ? undefined : nodes.get(note.attachedTo)?.name,
    );

    const resize = (event: PointerEvent<HTMLElement>) => {
      event.stopPropagation();
      const { clientX, clientY, currentTarget, pointerId } = event;
      currentTarget.setPointerCapture(pointerId);
      const start = canvas.toFlow({ x: clientX, y: clientY });
      const sized = (moved: globalThis.PointerEvent) => {
        const now = canvas.toFlow({ x: moved.clientX, y: moved.clientY });
        const round = (length: number) => Math.round(length / GRID) * GRID;
        return {
          width: Math.max(LEAST.width, round(note.width + now.x - start.x)),
          height: Math.max(LEAST.height, round(note.height + now.y - start.y)),
        };
      };
      const move = (moved: globalThis.PointerEvent) => setSize(sized(moved));
      const up = (last: globalThis.PointerEvent) => {
        currentTarget.removeEventListener('pointermove', move);
        canvas.edit(words.steps.size, (edit) => edit.changeNote(note.id, sized(last)));
        setSize(undefined);
      };
      currentTarget.addEventListener('pointermove', move);
      currentTarget.addEventListener('pointerup', up, { once: true });
    };
    const write = (text: string) => {
      setWriting(false);
      if (text !== note.text) canvas.edit(words.steps.write, (edit) => edit.changeNote(note.id, { text }));
    };
    return (
      // biome-ignore lint/a11y/useSemanticElements: part of an application's focus
      <div
        className={`sb-note sb-note-${note.tint}${selected ? ' sb-selected' : ''}`}
        style={size ?? { width: note.width, height: note.height }}
        data-note={note.id}
        role="group"
        aria-roledescription={canvasMessages.noteDescription}
        aria-label={words.name(note.text)}
        tabIndex={-1}
        onDoubleClick={(event) => {
          event.stopPropagation();
          if (!isReadOnly) setWriting(true);
        }}
      >
        {attachedName !== undefined && <div className="sb-note-thread">{attachedName}</div>}
        {isWriting ? (
          <Writing text={note.text} onDone={write} />
        ) : (
          <div className="sb-note-text">
            {note.text === '' ? (
              <p className="sb-note-empty">{words.empty}</p>
            ) : (
              <NoteText text={note.text} />
            )}
          </div>
        )}
        {selected && !isReadOnly && (
          <>
            <div
              className="sb-note-tools nodrag nopan"
              role="toolbar"
              aria-label={words.tint}
              aria-orientation="horizontal"
            >
              {TINTS.map((tint) => (
                <button
                  key={tint}
                  type="button"
                  className={`sb-note-tint sb-note-${tint}`}
                  aria-label={words.tints[tint]}
                  title={words.tints[tint]}
                  aria-pressed={tint === note.tint}
                  onClick={() => canvas.edit(words.steps.tint, (edit) => edit.changeNote(note.id, { tint }))}
                />
              ))}
              {(note.attachedTo !== undefined || only !== undefined) && (
                <button
                  type="button"
                  className="sb-note-attach"
                  onClick={() =>
                    document.edit(words.steps.attach, (edit) =>
                      edit.changeNote(note.id, {
                        attachedTo: note.attachedTo === undefined ? only : undefined,
                      } as Parameters<typeof edit.changeNote>[1]),
                    )
                  }
                >
                  {note.attachedTo === undefined ? words.attach : words.detach}
                </button>
              )}
            </div>
            <span className="sb-note-corner nodrag nopan" title={words.resize} onPointerDown={resize} />
          </>
        )}
      </div>
    );
  },
  sameIn<NoteProps>('data', 'selected'),
);

const Writing = ({ text, onDone }: { readonly text: string; onDone(text: string): void }) => {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.select();
  }, []);
  return (
    <textarea
      ref={area}
      className="sb-note-writing nodrag nopan nowheel"
      aria-label={words.text}
      defaultValue={text}
      onBlur={(event) => onDone(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
};
