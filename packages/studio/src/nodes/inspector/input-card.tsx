import type { FlowNodeInput, FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useId, useState } from 'react';
import { useDocument } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useFieldProblems } from '../editing/field-problems.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ExpressionEditor } from '../expression/expression-editor.tsx';
import { InlineProblems } from '../fields/inline-problems.tsx';
import { NameInput } from '../fields/name-input.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { TypeChoice, TypeMark } from '../fields/type-choice.tsx';
import { useDelivered } from '../running/use-run.ts';
import { connectionInto } from './connections.ts';
import { SourceChip } from './source-chip.tsx';

const NAME = limitsOf('FlowNodeInput', 'name');

/** One input of the node. */
export function InputCard({
  input,
  isNameFree,
  isTypeFree,
  canRemove,
  slotType,
}: {
  readonly input: FlowNodeInput;
  readonly isNameFree: boolean;
  readonly isTypeFree: boolean;
  readonly canRemove: boolean;
  /** The type that the slot must have. */
  readonly slotType?: FlowNodeIODataType;
}) {
  const { node, readOnly, edit } = useNodeForm();
  const id = useId();
  const { name, type, expression } = input;
  const [isInside, setInside] = useState(false);
  const [nameProblem, setNameProblem] = useState<string>();
  const own = useFieldProblems(`input:${name}`, true, isInside);
  const problems = nameProblem === undefined ? own : { ...own, errors: [nameProblem, ...own.errors] };
  const connection = useDocument((snapshot) => connectionInto(snapshot, node, name));
  const sample = useDelivered(node.id, name);
  const declared = useDocument(({ nodes }) =>
    connection?.source === undefined
      ? undefined
      : nodes.get(connection.source)?.outputs.find((output) => output.name === connection.sourceOutput)?.type,
  );
  const hasProblems = problems.errors.length + problems.warnings.length > 0;
  const change = (what: string, next: Partial<FlowNodeInput>, joins?: string) =>
    edit(what, (flow, nodeId) => flow.changeInput(nodeId, name, next), joins);
  const setType = (next: FlowNodeIODataType) => change(words.steps.type(name), { type: next });
  const isWrongSlotType = slotType !== undefined && slotType !== type;
  return (
    <fieldset
      className="sb-input-card"
      aria-label={words.inputNamed(name)}
      data-field={`input:${name}`}
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
    >
      <div className="sb-input-line">
        {isNameFree ? (
          <NameInput
            value={name}
            label={words.inputName(name)}
            limits={NAME}
            taken={node.inputs.map((other) => other.name)}
            readOnly={readOnly !== undefined}
            onProblem={setNameProblem}
            isInvalid={problems.errors.length > 0}
            {...(hasProblems && { describedBy: `${id}-problems` })}
            onCommit={(next) => change(words.steps.renameInput(name), { name: next })}
          />
        ) : (
          <span className="sb-slot-name">{name}</span>
        )}
        <div data-field={`input:${name}.type`}>
          {isTypeFree || isWrongSlotType ? (
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
            label={words.removeInput(name)}
            unavailable={readOnly}
            onClick={() =>
              edit(words.steps.removeInput(name), (flow, nodeId) => flow.removeInput(nodeId, name))
            }
          >
            ×
          </ToolButton>
        )}
      </div>
      <div data-field={`input:${name}.source`}>
        <SourceChip input={name} connection={connection} />
      </div>
      <div data-field={`input:${name}.expression`}>
        <ExpressionEditor
          value={expression}
          wants={type}
          sample={sample}
          declared={declared}
          label={words.expressionOf(name)}
          ids={undefined}
          describedBy={hasProblems ? `${id}-problems` : undefined}
          readOnly={readOnly !== undefined}
          onChange={(next) =>
            change(words.steps.expression(name), { expression: next }, `input:${name}.expression`)
          }
          {...(isTypeFree && { onType: setType })}
        />
      </div>
      <InlineProblems id={`${id}-problems`} problems={problems} />
      {sample && sample.origin !== 'run' && <p className="sb-side-note">{words.origin[sample.origin]}</p>}
    </fieldset>
  );
}
