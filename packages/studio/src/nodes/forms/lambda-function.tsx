import type { JsonObject } from '@streambed/model';
import { useState } from 'react';
import { useApi } from '../../api/index.ts';
import { CopyButton } from '../../components/index.ts';
import { useEditor } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { shortArn } from '../node-summary.ts';
import { ResourceIdField } from '../resources/resource-id-field.tsx';
import { useInputValues } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';
import { isUnset } from './unset.ts';

/** Calls a function with the inputs. */
export const lambdaFunction = (): NodeFormParts => ({
  Before: LambdaFunctionForm,
  After: EventPreview,
  outputs: { help: words.lambda.outputHelp },
});

const LIMITS = limitsOf('LambdaFunctionFlowNodeConfiguration', 'lambdaArn');

function LambdaFunctionForm() {
  const { node, configure } = useNodeForm();
  const arn = node.configuration.lambdaFunction?.lambdaArn ?? '';
  return (
    <Section title={words.lambda.title} summary={shortArn(arn)}>
      <ResourceIdField
        address="configuration.lambdaFunction.lambdaArn"
        label={words.lambda.function}
        help={words.lambda.functionHelp}
        example="arn:aws:lambda:eu-west-1:123456789012:function:query-database:live"
        value={arn}
        isUnset={isUnset(arn)}
        limits={LIMITS}
        patternError={words.lambda.pattern}
        service={words.services.functions}
        onChange={(value) => configure(words.lambda.step, ['lambdaFunction', 'lambdaArn'], value)}
      />
    </Section>
  );
}

/** Exactly what the function is given, with the values of the last run. */
function EventPreview() {
  const { node } = useNodeForm();
  const { flowId } = useEditor();
  const { region, accountId } = useApi();
  const values = useInputValues(node);
  const [isOpen, setOpen] = useState(false);
  const flowArn = `arn:aws:bedrock:${region}:${accountId}:flow/${flowId}`;
  const event: JsonObject = {
    messageVersion: '1.0',
    flow: { flowArn, flowAliasArn: `${flowArn}/alias/TSTALIASID` },
    node: {
      name: node.name,
      inputs: node.inputs.map(({ name, type, expression }, index) => ({
        name,
        type,
        expression,
        value: values[index]?.value ?? words.lambda.noValue,
      })),
    },
  };
  const text = JSON.stringify(event, undefined, 2);
  return (
    <Section title={words.lambda.event} isOpenAtFirst={false} summary={words.lambda.eventSummary}>
      <p className="sb-side-note">{words.lambda.eventHelp}</p>
      <div className="sb-tools">
        <ToolButton isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.lambda.hideEvent : words.lambda.showEvent}
        </ToolButton>
        <CopyButton text={text} what={words.lambda.event} />
      </div>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="sb-json" tabIndex={0} aria-label={words.lambda.eventJson}>
          <pre className="sb-flat">{text}</pre>
        </section>
      )}
    </Section>
  );
}
