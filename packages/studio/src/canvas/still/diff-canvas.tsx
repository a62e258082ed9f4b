import type { DefinitionDiff } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useEffect, useMemo } from 'react';
import { createFlowDocument, type StudioContent } from '../../document/index.ts';
import { EditorProvider } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { Canvas } from '../view/canvas.tsx';
import { diffMarks, mergedDefinition } from './diff-marks.ts';
import { readOnlyEditor } from './read-only-editor.ts';

export interface DiffCanvasProps {
  readonly base: FlowDefinition;
  readonly head: FlowDefinition;
  readonly diff: DefinitionDiff;
  /** By path, as StudioDocument keeps them; without them the flow is laid out. */
  readonly positions?: StudioContent['positions'];
  /** The node that is looked at, by its path in the newer side. */
  readonly selected?: string | undefined;
  onSelect?(path: string): void;
}

/** What changed from one definition to another, on the canvas: + added, − removed (a ghost in its place), ~ changed. */
export const DiffCanvas = ({ base, head, diff, positions, selected, onSelect }: DiffCanvasProps) => {
  const { editor, marks } = useMemo(() => {
    const document = createFlowDocument({
      definition: mergedDefinition(base, head, diff),
      ...(positions && { studio: { version: 1, positions } }),
    });
    return {
      editor: readOnlyEditor(document, canvasMessages.readOnlyDiff),
      marks: diffMarks(document.snapshot(), diff),
    };
  }, [base, head, diff, positions]);
  useEffect(() => {
    const { nodes } = editor.document.snapshot();
    const node = [...nodes.values()].find(({ path }) => path === selected);
    if (node && !editor.state.getState().selection.nodes.has(node.id)) editor.goTo({ node: node.id });
  }, [editor, selected]);
  useEffect(
    () =>
      editor.state.subscribe(({ selection }, before) => {
        const [node] = selection.nodes;
        if (selection === before.selection || node === undefined || selection.nodes.size > 1) return;
        const path = editor.document.snapshot().nodes.get(node)?.path;
        if (path !== undefined) onSelect?.(path);
      }),
    [editor, onSelect],
  );
  return (
    <EditorProvider value={editor}>
      <Canvas flowName={canvasMessages.diff.name} marks={marks} />
    </EditorProvider>
  );
};
