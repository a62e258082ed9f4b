import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { lazyPart } from '../../components/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { PaletteGhost } from '../adding/palette-ghost.tsx';
import { DrawingLayer } from '../connecting/drawing-layer.tsx';
import { CanvasProvider, useCanvas, useCanvasState } from '../state/canvas-context.ts';
import { type CanvasController, createCanvas } from '../state/canvas-controller.ts';
import type { DiffMarks } from '../still/diff-marks.ts';
import './canvas.css';
import { EmptyCanvas } from './empty-canvas.tsx';
import { popups } from './fetch-ahead.ts';
import { FlowView } from './flow-view.tsx';

const Popups = lazyPart(async () => (await popups()).Popups);

export interface CanvasProps {
  /** What the flow is called, for the canvas's name; `Flow` without it. */
  readonly flowName?: string;
  /** What became of nodes and connections, where two definitions are compared. */
  readonly marks?: DiffMarks;
}

/** The flow of the editor around it: seen, edited, run. Everything of it lies in the one element that this gives. */
export const Canvas = ({ flowName, marks }: CanvasProps) => {
  const editor = useEditor();
  const [canvas, setCanvas] = useState<CanvasController>();
  useEffect(() => {
    const created = createCanvas(editor);
    created.state.setState({ marks });
    setCanvas(created);
    return () => {
      setCanvas(undefined);
      created.destroy();
    };
  }, [editor, marks]);
  return canvas ? (
    <CanvasProvider value={canvas}>
      <CanvasRoot flowName={flowName ?? words.untitled} />
    </CanvasProvider>
  ) : (
    <div className="sb-canvas" />
  );
};

const CanvasRoot = ({ flowName }: { readonly flowName: string }) => {
  const canvas = useCanvas();
  const root = useRef<HTMLDivElement>(null);
  const [isMeasured, setMeasured] = useState(false);
  const isArranged = useCanvasState((state) => state.isArranged);
  const isArranging = useCanvasState((state) => state.isArranging);
  const hasFocus = useCanvasState((state) => state.hasFocus);
  const isDrawing = useCanvasState(({ drawing }) => drawing !== undefined);
  const isReading = useEditorState(({ access }) => access.mode === 'readOnly');
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    canvas.measure({ width: element.clientWidth, height: element.clientHeight });
    setMeasured(true);
  }, [canvas]);
  const classes = [
    'sb-canvas',
    hasFocus && 'sb-canvas-focused',
    isDrawing && 'sb-canvas-drawing',
    isReading && 'sb-canvas-reading',
  ];
  const labelScale = useCanvasState((state) => state.labelScale);
  return (
    <div
      ref={root}
      className={classes.filter(Boolean).join(' ')}
      style={{ '--sb-label-scale': labelScale } as CSSProperties}
    >
      {isMeasured && isArranged && <FlowView flowName={flowName} root={root} />}
      {isMeasured && (isArranging || !isArranged) && (
        <p className="sb-canvas-arranging">
          <span>{words.arranging}</span>
        </p>
      )}
      <EmptyCanvas />
      <DrawingLayer />
      <PaletteGhost />
      <Popups />
    </div>
  );
};
