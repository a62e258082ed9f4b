import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { nodeFacts } from '../node-facts.ts';
import { NodeGlyph } from '../node-glyph.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** Repeats its body; its inputs and outputs are the body's. */
export const loop = (): NodeFormParts => ({
  Before: LoopForm,
  inputs: { help: words.loop.inputsHelp },
  outputs: { help: words.loop.outputsHelp },
});

function LoopForm() {
  const { node } = useNodeForm();
  const editor = useEditor();
  const body = useDocument((snapshot) => snapshot.scopes.get(node.id));
  const nodes = useDocument((snapshot) => snapshot.nodes);
  const problems = useEditorState((state) => state.problems);
  const isOpen = useEditorState((state) => state.openLoops.has(node.id));
  const inside = new Set(body?.nodes);
  const wrong = problems.filter(({ address }) => address.node !== undefined && inside.has(address.node));
  const controller = body?.nodes.map((id) => nodes.get(id)).find((view) => view?.type === 'LoopController');
  const toggle = () => {
    const openLoops = new Set(editor.state.getState().openLoops);
    if (!openLoops.delete(node.id)) openLoops.add(node.id);
    editor.state.setState({ openLoops });
  };
  return (
    <Section title={words.loop.body} summary={words.loop.count(body?.nodes.length ?? 0)}>
      <p className="sb-side-note">
        {controller && (nodeFacts('LoopController').summary(controller) ?? words.loop.noCondition)}
      </p>
      <ul className="sb-plain-list">
        {body?.nodes.map((id) => {
          const view = nodes.get(id);
          const count = wrong.filter(({ address }) => address.node === id).length;
          return (
            view && (
              <li key={id} className={`sb-node-line sb-family-${nodeFacts(view.type).family}`}>
                <NodeGlyph type={view.type} size={16} />
                <button type="button" className="sb-link" onClick={() => editor.goTo({ node: id })}>
                  {view.name}
                </button>
                {count > 0 && <span className="sb-field-error">{words.loop.problems(count)}</span>}
              </li>
            )
          );
        })}
      </ul>
      <div className="sb-tools">
        <ToolButton onClick={toggle}>{isOpen ? words.loop.close : words.loop.open}</ToolButton>
        {controller && (
          <ToolButton
            onClick={() =>
              editor.goTo({
                node: controller.id,
                field: 'configuration.loopController.continueCondition.expression',
              })
            }
          >
            {words.loop.condition}
          </ToolButton>
        )}
      </div>
    </Section>
  );
}
