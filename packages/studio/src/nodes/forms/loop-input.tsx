import { useEditor } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** A mirror of the loop's inputs. */
export const loopInput = (): NodeFormParts => ({
  Before: LoopInputForm,
  outputs: { namesFollow: words.loopInput.namesFollow },
});

function LoopInputForm() {
  const { node } = useNodeForm();
  const editor = useEditor();
  return (
    <div className="sb-note-lead">
      <p className="sb-side-note">{words.loopInput.help}</p>
      <div className="sb-tools">
        <ToolButton onClick={() => editor.goTo({ node: node.scope })}>{words.loopInput.toLoop}</ToolButton>
      </div>
    </div>
  );
}
