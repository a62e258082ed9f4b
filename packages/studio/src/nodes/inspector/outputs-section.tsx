import type { FlowNodeIODataType, FlowNodeOutput } from '@streambed/model/bedrock-agent';
import { type ReactNode, useId, useState } from 'react';
import { uniqueName } from '../../document/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useFieldProblems } from '../editing/field-problems.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { InlineProblems } from '../fields/inline-problems.tsx';
import { NameInput } from '../fields/name-input.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { TypeChoice, TypeMark } from '../fields/type-choice.tsx';
import { useSteadyKeys } from '../fields/use-steady-keys.ts';
import { useOutput } from '../running/use-run.ts';
import { shortValue } from '../values/short-value.ts';
import { slotsOf } from './inputs-section.tsx';
import { Targets } from './targets.tsx';

export interface OutputsOptions {
  readonly title?: string;
  readonly help?: string;
  /** Where names follow from something else: why they cannot be changed here. */
  readonly namesFollow?: string;
  /** After the outputs. */
  readonly below?: ReactNode;
}

const NAME = limitsOf('FlowNodeOutput', 'name');
const { max: MOST_OUTPUTS = 5 } = limitsOf('FlowNode', 'outputs');

/** The outputs of the node: name, type, last value, and where each goes. */
export function OutputsSection({ options = {} }: { readonly options?: OutputsOptions }) {
  const { node, readOnly, edit } = useNodeForm();
  const { outputs: slots } = slotsOf(node);
  const isFree = slots === 'free' && options.namesFollow === undefined;
  const keys = useSteadyKeys(node.outputs.map(({ name }) => name));
  if (node.outputs.length === 0 && !isFree) return null;
  const add = () => {
    const name = uniqueName(words.newOutput, new Set(node.outputs.map((output) => output.name)));
    edit(words.steps.addOutput, (flow, id) => flow.addOutput(id, { name, type: 'String' }));
  };
  return (
    <Section title={options.title ?? words.outputs} summary={node.outputs.map(({ name }) => name).join(', ')}>
      {options.help !== undefined && <p className="sb-side-note">{options.help}</p>}
      {node.outputs.map((output, index) => {
        const slot = slots === 'free' ? undefined : slots.find(({ name }) => name === output.name);
        return (
          <OutputCard
            key={keys[index]}
            output={output}
            isNameFree={isFree}
            isTypeFree={
              options.namesFollow === undefined &&
              (slots === 'free' || slot === undefined || slot.type === 'Any' || slot.type !== output.type)
            }
            canRemove={isFree || (slots !== 'free' && slot === undefined)}
          />
        );
      })}
      {options.below}
      {isFree && (
        <div className="sb-tools">
          <ToolButton
            onClick={add}
            unavailable={
              readOnly ?? (node.outputs.length >= MOST_OUTPUTS ? words.mostOutputs(MOST_OUTPUTS) : undefined)
            }
          >
            + {words.addOutput}
          </ToolButton>
        </div>
      )}
    </Section>
  );
}

function OutputCard({
  output: { name, type },
  isNameFree,
  isTypeFree,
  canRemove,
}: {
  readonly output: FlowNodeOutput;
  readonly isNameFree: boolean;
  readonly isTypeFree: boolean;
  readonly canRemove: boolean;
}) {
  const { node, readOnly, edit } = useNodeForm();
  const id = useId();
  const [isInside, setInside] = useState(false);
  const [nameProblem, setNameProblem] = useState<string>();
  // Where it leads says for itself that it leads nowhere.
  const own = useFieldProblems(`output:${name}`, false, isInside);
  const ofType = useFieldProblems(`output:${name}.type`, true, isInside);
  const problems = {
    errors: [...(nameProblem === undefined ? [] : [nameProblem]), ...own.errors, ...ofType.errors],
    warnings: [...own.warnings, ...ofType.warnings],
  };
  const sample = useOutput(node.id, name);
  const change = (what: string, next: Partial<FlowNodeOutput>) =>
    edit(what, (flow, nodeId) => flow.changeOutput(nodeId, name, next));
  const setType = (next: FlowNodeIODataType) => change(words.steps.type(name), { type: next });
  return (
    <fieldset
      className="sb-input-card"
      aria-label={words.outputNamed(name)}
      data-field={`output:${name}`}
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
    >
      <div className="sb-input-line">
        {isNameFree ? (
          <NameInput
            value={name}
            label={words.outputName(name)}
            limits={NAME}
            taken={node.outputs.map((other) => other.name)}
            readOnly={readOnly !== undefined}
            onProblem={setNameProblem}
            isInvalid={problems.errors.length > 0}
            onCommit={(next) => change(words.steps.renameOutput(name), { name: next })}
          />
        ) : (
          <span className="sb-slot-name">{name}</span>
        )}
        <div data-field={`output:${name}.type`}>
          {isTypeFree ? (
            <TypeChoice
              label={words.typeOf(name)}
              value={type}
              readOnly={readOnly !== undefined}
              onChange={setType}
            />
          ) : (
            <span className="sb-slot-type">
              <TypeMark type={type} /> {type}
            </span>
          )}
        </div>
        {canRemove && (
          <ToolButton
            label={words.removeOutput(name)}
            unavailable={readOnly}
            onClick={() =>
              edit(words.steps.removeOutput(name), (flow, nodeId) => flow.removeOutput(nodeId, name))
            }
          >
            ×
          </ToolButton>
        )}
      </div>
      <Targets place={{ output: name }} />
      {sample && (
        <p className="sb-output-value">
          → <code>{shortValue(sample.value)}</code> · {sample.type}
          {sample.type === type ? (
            <span className="sb-preview-tick" role="img" aria-label={words.fits}>
              {' '}
              ✓
            </span>
          ) : (
            <>
              <span className="sb-preview-error"> {words.lastWas(sample.type)}</span>
              {isTypeFree && readOnly === undefined && (
                <ToolButton onClick={() => setType(sample.type)}>{words.setTypeTo(sample.type)}</ToolButton>
              )}
            </>
          )}
        </p>
      )}
      <InlineProblems id={`${id}-problems`} problems={problems} />
    </fieldset>
  );
}
