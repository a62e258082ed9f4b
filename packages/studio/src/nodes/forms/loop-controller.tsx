import Input from '@cloudscape-design/components/input';
import Slider from '@cloudscape-design/components/slider';
import { parseConditionExpression } from '@streambed/flow/expressions';
import { useState } from 'react';
import { useDocument } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { ConditionExpressionEditor } from '../condition/condition-expression-editor.tsx';
import { type Truth, truthOf } from '../condition/condition-truth.ts';
import { type TriedValues, TryValues, triedValues } from '../condition/try-values.tsx';
import { useFieldProblems } from '../editing/field-problems.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Field } from '../fields/field.tsx';
import { numberError, useNumberText } from '../fields/number-text.ts';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { InputsSection } from '../inspector/inputs-section.tsx';
import { useInputValues } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';

/** Decides whether another round follows, and with what. */
export const loopController = (): NodeFormParts => ({ Before: LoopControllerForm, inputs: 'hidden' });

const LIMITS = limitsOf('LoopControllerFlowNodeConfiguration', 'maxIterations');
/** As CloudFormation and the CDK have it (nodes.md, Loop). */
const DEFAULT_ITERATIONS = 10;
const CONDITION = 'configuration.loopController.continueCondition';

function LoopControllerForm() {
  const { node, readOnly, configure, edit } = useNodeForm();
  const { continueCondition, maxIterations } = node.configuration.loopController ?? {};
  const [tried, setTried] = useState<TriedValues>();
  const [isInside, setInside] = useState(false);
  const { errors, warnings } = useFieldProblems(CONDITION, true, isInside);
  const deciding = node.inputs.filter(({ category }) => category === 'LoopCondition');
  const all = useInputValues(node);
  const known = all.filter(({ name }) => deciding.some((input) => input.name === name));
  const expression = continueCondition?.expression ?? '';
  const parsed = parseConditionExpression(expression);
  const truth: Truth | undefined = parsed.ok
    ? truthOf(parsed.expression, triedValues(known, tried))
    : undefined;
  const [text, setText] = useNumberText(maxIterations, (value) =>
    configure(words.controller.mostStep, ['loopController', 'maxIterations'], value, 'maxIterations'),
  );
  return (
    <>
      <Section title={words.controller.continueWhile} summary={expression}>
        <p className="sb-side-note">{words.controller.help}</p>
        <TryValues known={known} tried={tried} onChange={setTried} />
        <fieldset
          aria-label={words.controller.continueWhile}
          onFocus={() => setInside(true)}
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
          }}
        >
          <ConditionExpressionEditor
            value={expression}
            name={words.controller.continueWhile}
            field={CONDITION}
            inputs={deciding}
            truth={truth}
            readOnly={readOnly !== undefined}
            validated={errors}
            hints={warnings}
            onChange={(next) =>
              edit(
                words.controller.step,
                (flow, id) =>
                  flow.configure(id, ['loopController', 'continueCondition'], {
                    name: continueCondition?.name ?? 'continueCondition',
                    expression: next,
                  }),
                'continueCondition',
              )
            }
            onAddInput={(name) =>
              edit(words.controller.inputStep(name), (flow, id) =>
                flow.addInput(id, { name, type: 'Boolean', expression: '$.data', category: 'LoopCondition' }),
              )
            }
          />
          {truth && (truth.mark === 'true' || truth.mark === 'false') && (
            <p className="sb-condition-winner" role="status">
              {truth.mark === 'true' ? words.controller.wouldGoOn : words.controller.wouldStop}
            </p>
          )}
        </fieldset>
        <Field
          address="configuration.loopController.maxIterations"
          label={words.controller.most}
          help={words.controller.mostHelp}
          example={words.controller.mostExample}
          error={numberError(text, LIMITS, true)}
        >
          <div className="sb-parameter">
            <div className="sb-slider">
              <Slider
                ariaLabel={words.sliderOf(words.controller.most)}
                min={LIMITS.min ?? 1}
                max={50}
                value={Math.min(maxIterations ?? DEFAULT_ITERATIONS, 50)}
                disabled={readOnly !== undefined}
                onChange={({ detail }) => setText(String(detail.value))}
              />
            </div>
            <Input
              type="number"
              inputMode="numeric"
              value={text}
              placeholder={String(DEFAULT_ITERATIONS)}
              readOnly={readOnly !== undefined}
              onChange={({ detail }) => setText(detail.value)}
            />
            <ToolButton
              onClick={() => setText('')}
              label={words.resetOf(words.controller.most)}
              unavailable={
                readOnly ??
                (maxIterations === undefined ? words.isDefault(String(DEFAULT_ITERATIONS)) : undefined)
              }
            >
              {words.reset}
            </ToolButton>
          </div>
        </Field>
      </Section>
      <InputsSection
        options={{
          title: words.controller.decide,
          help: words.controller.decideHelp,
          category: 'LoopCondition',
        }}
      />
      <InputsSection
        options={{
          title: words.controller.back,
          help: words.controller.backHelp,
          category: 'ReturnValueToLoopStart',
        }}
      />
      <Unmatched />
      <InputsSection
        options={{ title: words.controller.out, help: words.controller.outHelp, category: 'ExitLoop' }}
      />
    </>
  );
}

/** Values that go back to the start and match no loop input. */
function Unmatched() {
  const { node } = useNodeForm();
  const loop = useDocument(({ nodes }) => nodes.get(node.scope));
  const unmatched = node.inputs.filter(
    ({ name, category }) =>
      category === 'ReturnValueToLoopStart' && !loop?.inputs.some((input) => input.name === name),
  );
  if (unmatched.length === 0 || !loop) return null;
  return (
    <p className="sb-side-note sb-field-error" role="note">
      {words.controller.unmatched(
        unmatched.map(({ name }) => name).join(', '),
        loop.inputs.map(({ name }) => name).join(', '),
      )}
    </p>
  );
}
