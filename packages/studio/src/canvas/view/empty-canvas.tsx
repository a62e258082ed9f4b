import { FLOW_SCOPE } from '../../document/index.ts';
import { useDocument, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { pasteFromClipboard } from '../actions/clipboard.ts';
import { useCanvas } from '../state/canvas-context.ts';
import './empty-canvas.css';
import '../menus/button.css';

const words = canvasMessages.empty;

/** A flow without nodes: one sentence, three ways to begin. */
export const EmptyCanvas = () => {
  const canvas = useCanvas();
  const isEmpty = useDocument(({ nodes, notes }) => nodes.size === 0 && notes.size === 0);
  const isReading = useEditorState(({ access }) => access.mode === 'readOnly');
  if (!isEmpty) return null;
  const start = () =>
    canvas.edit(canvasMessages.steps.start, (edit) => {
      const input = edit.addNode({ type: 'Input', name: 'FlowInput', position: { x: 0, y: 0 } });
      const prompt = edit.addNode({ type: 'Prompt', position: { x: 336, y: 0 } });
      const output = edit.addNode({ type: 'Output', name: 'FlowOutput', position: { x: 672, y: 0 } });
      const { nodes } = edit.snapshot();
      const [variable] = nodes.get(prompt)?.inputs ?? [];
      if (variable) edit.connect({ node: input, output: 'document' }, { node: prompt, input: variable.name });
      edit.connect({ node: prompt, output: 'modelCompletion' }, { node: output, input: 'document' });
    });
  return (
    <div className="sb-empty-canvas">
      <p>{words.sentence}</p>
      {!isReading && (
        <div className="sb-empty-actions">
          <button
            type="button"
            className="sb-button"
            onClick={() => {
              start();
              canvas.fit();
            }}
          >
            {words.start}
          </button>
          <button
            type="button"
            className="sb-button"
            onClick={() => {
              const { x, y } = canvas.viewCenter();
              canvas.openPopup({
                kind: 'quickAdd',
                at: canvas.toCanvas({ x: x - 160, y }),
                scope: FLOW_SCOPE,
                position: { x: x - 120, y: y - 60 },
              });
            }}
          >
            {words.add}
          </button>
          <button type="button" className="sb-button" onClick={() => void pasteFromClipboard(canvas)}>
            {words.paste}
          </button>
        </div>
      )}
    </div>
  );
};
