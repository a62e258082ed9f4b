import { beginConnecting } from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { connectionInto } from '../inspector/connections.ts';
import type { NodeFormParts } from './form-parts.ts';

/** Gathers what the iterations gave. */
export const collector = (): NodeFormParts => ({ Before: CollectorForm });

function CollectorForm() {
  const { node, readOnly, edit } = useNodeForm();
  const { document } = useEditor();
  const isWired = useDocument((snapshot) => connectionInto(snapshot, node, 'arraySize') !== undefined);
  const iterator = useDocument((snapshot) =>
    snapshot.scopes
      .get(node.scope)
      ?.nodes.map((id) => snapshot.nodes.get(id)!)
      .find(({ type }) => type === 'Iterator'),
  );
  const from = iterator && { node: iterator.id, output: 'arraySize' };
  const to = { node: node.id, input: 'arraySize' };
  const outcome = from && !isWired ? beginConnecting(document.snapshot(), from).to(to) : undefined;
  return (
    <div className="sb-note-lead">
      <p className="sb-side-note">{isWired ? words.collector.help : words.collector.needsSize}</p>
      {from && outcome?.kind === 'connects' && (
        <div className="sb-tools">
          <ToolButton
            unavailable={readOnly}
            onClick={() => edit(words.collector.step, (flow) => flow.connect(from, to))}
          >
            {words.collector.wire(iterator.name)}
          </ToolButton>
        </div>
      )}
    </div>
  );
}
