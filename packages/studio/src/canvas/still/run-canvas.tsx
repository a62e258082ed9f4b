import { useEffect, useMemo } from 'react';
import type { FlowDocument, NodeId } from '../../document/index.ts';
import { EditorProvider, type RunSource } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { Canvas } from '../view/canvas.tsx';
import { readOnlyEditor } from './read-only-editor.ts';

export interface RunCanvasProps {
  /** The definition that ran, not the draft. */
  readonly document: FlowDocument;
  readonly run: RunSource;
  readonly selected?: NodeId | undefined;
  readonly flowName?: string;
  onSelect?(node: NodeId): void;
}

/** A flow as it ran, with what came of it: the same canvas, nothing to change. */
export const RunCanvas = ({ document, run, selected, flowName, onSelect }: RunCanvasProps) => {
  const editor = useMemo(
    () => readOnlyEditor(document, canvasMessages.readOnlyRun, { run }),
    [document, run],
  );
  useEffect(() => {
    if (selected === undefined || editor.state.getState().selection.nodes.has(selected)) return;
    editor.goTo({ node: selected });
  }, [editor, selected]);
  useEffect(
    () =>
      editor.state.subscribe(({ selection }, before) => {
        const [node] = selection.nodes;
        if (selection !== before.selection && selection.nodes.size === 1 && node !== undefined)
          onSelect?.(node);
      }),
    [editor, onSelect],
  );
  return (
    <EditorProvider value={editor}>
      <Canvas {...(flowName !== undefined && { flowName })} />
    </EditorProvider>
  );
};
