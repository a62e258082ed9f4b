import { nodeTypeOf, type Slots } from '@streambed/flow/nodes';
import type { FlowNode, FlowNodeInputCategory, FlowNodeType } from '@streambed/model/bedrock-agent';
import { type NodeView, uniqueName } from '../../document/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { useSteadyKeys } from '../fields/use-steady-keys.ts';
import { InputCard } from './input-card.tsx';

/** What a type's form says of its inputs; what it leaves out follows from the type's slots. */
export interface InputsOptions {
  readonly title?: string;
  readonly help?: string;
  /** Only inputs of the category, and new ones get it. */
  readonly category?: FlowNodeInputCategory;
  readonly most?: number;
  readonly addLabel?: string;
  /** Of inputs that something else makes: why they cannot be added here. A new name is written there too. */
  readonly namesFollow?: string;
  /** Shown where there is no input. */
  readonly empty?: string;
  readonly isOpenAtFirst?: boolean;
}

const { max: MOST_INPUTS = 20 } = limitsOf('FlowNode', 'inputs');

const asNode = ({ name, type, configuration, inputs, outputs }: NodeView): FlowNode => ({
  name,
  type: type as FlowNodeType,
  configuration,
  inputs: [...inputs],
  outputs: [...outputs],
});

export const slotsOf = (node: NodeView): Slots => nodeTypeOf(node.type as FlowNodeType).slots(asNode(node));

/** The inputs of the node: name, type, where each comes from, and its expression with what it yields. */
export function InputsSection({ options = {} }: { readonly options?: InputsOptions }) {
  const { node, readOnly, edit } = useNodeForm();
  const { category, most = MOST_INPUTS, namesFollow } = options;
  const { inputs: slots } = slotsOf(node);
  const isFree = slots === 'free' && namesFollow === undefined;
  const shown =
    category === undefined ? node.inputs : node.inputs.filter((input) => input.category === category);
  const keys = useSteadyKeys(shown.map(({ name }) => name));
  if (slots !== 'free' && slots.length === 0 && shown.length === 0) return null;
  const missing =
    slots === 'free' ? [] : slots.filter(({ name }) => !node.inputs.some((input) => input.name === name));
  const isFull = node.inputs.length >= most;
  const add = () => {
    const name = uniqueName(words.newInput, new Set(node.inputs.map((input) => input.name)));
    edit(words.steps.addInput, (flow, id) =>
      flow.addInput(id, { name, type: 'String', expression: '$.data', ...(category && { category }) }),
    );
  };
  return (
    <Section
      title={options.title ?? words.inputs}
      summary={shown.map(({ name }) => name).join(', ')}
      {...(options.isOpenAtFirst !== undefined && { isOpenAtFirst: options.isOpenAtFirst })}
    >
      {options.help !== undefined && <p className="sb-side-note">{options.help}</p>}
      {shown.map((input, index) => {
        const slot = slots === 'free' ? undefined : slots.find(({ name }) => name === input.name);
        return (
          <InputCard
            key={keys[index]}
            input={input}
            isNameFree={isFree || namesFollow !== undefined}
            isTypeFree={slots === 'free' || slot === undefined || slot.type === 'Any'}
            canRemove={isFree || slot === undefined || !slot.required}
            {...(slot && slot.type !== 'Any' && { slotType: slot.type })}
          />
        );
      })}
      {shown.length === 0 && <p className="sb-side-note">{options.empty ?? namesFollow ?? words.noInputs}</p>}
      <div className="sb-tools">
        {isFree && (
          <ToolButton onClick={add} unavailable={readOnly ?? (isFull ? words.mostInputs(most) : undefined)}>
            + {options.addLabel ?? words.addInput}
          </ToolButton>
        )}
        {missing.map(({ name, type }) => (
          <ToolButton
            key={name}
            unavailable={readOnly}
            onClick={() =>
              edit(words.steps.addInput, (flow, id) =>
                flow.addInput(id, { name, type: type === 'Any' ? 'String' : type, expression: '$.data' }),
              )
            }
          >
            + {name}
          </ToolButton>
        ))}
      </div>
    </Section>
  );
}
