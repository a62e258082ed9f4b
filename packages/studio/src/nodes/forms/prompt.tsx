import { templateVariables } from '@streambed/flow/expressions';
import type { PromptTemplateConfiguration, PromptVariant } from '@streambed/model/bedrock-agent';
import { useMemo, useRef } from 'react';
import {
  beginConnecting,
  DEFAULT_MODEL_ID,
  followVariables,
  missingInputs,
  type NodeView,
  unusedInputs,
} from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { type NodeForm, useNodeForm } from '../editing/node-form.tsx';
import { Choice } from '../fields/choice.tsx';
import { Field } from '../fields/field.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { connectionInto } from '../inspector/connections.ts';
import { PromptEditor } from '../prompt/prompt-editor.tsx';
import type { PromptRunner } from '../prompt/prompt-run.tsx';
import type { PromptEdit, PromptValue } from '../prompt/prompt-value.ts';
import { renderedText } from '../prompt/rendered-prompt.tsx';
import type { PromptVariable } from '../prompt/template-field.tsx';
import type { VariableOffer } from '../prompt/template-language.ts';
import { GuardrailFields } from '../resources/guardrail-fields.tsx';
import type { GuardedText } from '../resources/guardrail-try.tsx';
import { PromptField } from '../resources/prompt-field.tsx';
import { usePromptVariant } from '../resources/queries.ts';
import { memberOf, runNode, useRunDetails, whyNotRun } from '../running/run-node.ts';
import { type InputValue, useInputValues, useNodeRun, useOutput, useRun } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';

const INLINE = ['prompt', 'sourceConfiguration', 'inline'] as const;
const ADDRESS = 'configuration.prompt.sourceConfiguration.inline';

/** Asks a model. */
export const prompt = (node: NodeView): NodeFormParts => ({
  Before: PromptForm,
  inputs: node.configuration.prompt?.sourceConfiguration?.inline
    ? { namesFollow: words.prompt.namesFollow, empty: words.prompt.noVariables }
    : { help: words.prompt.libraryInputs },
});

function PromptForm() {
  const { node, readOnly, configure } = useNodeForm();
  const { inline, resource } = node.configuration.prompt?.sourceConfiguration ?? {};
  // What was there before the other source was chosen, for the way back.
  const before = useRef<{ inline?: typeof inline; resource?: typeof resource }>({});
  if (inline) before.current.inline = inline;
  if (resource) before.current.resource = resource;
  return (
    <>
      <div className="sb-form sb-form-lead">
        <Field
          address="configuration.prompt.sourceConfiguration"
          label={words.prompt.source}
          help={words.prompt.sourceHelp}
          example={words.prompt.sourceExample}
        >
          {(ids) => (
            <Choice
              labelledBy={ids.label}
              describedBy={ids.describedBy}
              value={resource ? 'library' : 'inline'}
              readOnly={readOnly !== undefined}
              onChange={(source) =>
                configure(
                  words.prompt.sourceStep,
                  ['prompt', 'sourceConfiguration'],
                  source === 'library'
                    ? { resource: before.current.resource ?? { promptArn: '' } }
                    : { inline: before.current.inline ?? emptyInline(node) },
                )
              }
              options={[
                { value: 'inline', label: words.prompt.inline },
                { value: 'library', label: words.prompt.library },
              ]}
            />
          )}
        </Field>
      </div>
      {inline ? <InlinePrompt /> : <LibraryPrompt />}
    </>
  );
}

const emptyInline = ({ inputs }: NodeView) => ({
  modelId: DEFAULT_MODEL_ID,
  templateType: 'TEXT' as const,
  templateConfiguration: {
    text: {
      text: inputs.map(({ name }) => `{{${name}}}`).join('\n') || '…',
      inputVariables: inputs.map(({ name }) => ({ name })),
    },
  },
});

const asPrompt = (node: NodeView): PromptValue =>
  node.configuration.prompt?.sourceConfiguration?.inline ?? emptyInline(node);

function InlinePrompt() {
  const form = useNodeForm();
  const { node, readOnly } = form;
  const value = asPrompt(node);
  const inputs = useInputValues(node);
  const variables = usePromptVariables(node, inputs);
  const runner = usePromptRunner(node, readOnly);
  const { document } = useEditor();
  const offers = () => variableOffers(document.snapshot(), node, form);
  const change = (_: PromptValue, { path, value: part, what, joins, isText, writing }: PromptEdit) =>
    form.edit(
      what,
      (flow, id) => {
        if (isText) flow.writeText(id, [...INLINE, ...path], String(part));
        else flow.configure(id, [...INLINE, ...path], part);
        if (path.length === 0 || path[0] === 'templateConfiguration') followVariables(flow, id, writing);
      },
      joins,
    );
  const leave = () => {
    const now = document.snapshot().nodes.get(node.id) ?? node;
    if (missingInputs(now).length > 0)
      form.edit(words.prompt.variablesStep, (flow, id) => followVariables(flow, id), 'text');
  };
  return (
    <PromptEditor
      value={value}
      onChange={change}
      address={ADDRESS}
      variables={variables}
      offers={offers}
      runner={runner}
      readOnly={readOnly}
      onLeave={leave}
      below={<UnusedInputs />}
      more={<Guardrail />}
    />
  );
}

const usePromptVariables = (node: NodeView, inputs: readonly InputValue[]): readonly PromptVariable[] => {
  const connected = useDocument((snapshot) =>
    node.inputs.map(({ name }) => (connectionInto(snapshot, node, name) ? '1' : '0')).join(''),
  );
  return useMemo(
    () =>
      inputs.map(
        ({ name, type, value }, index): PromptVariable => ({
          name,
          type,
          ...(value !== undefined && { value }),
          isUnconnected: connected[index] === '0',
        }),
      ),
    [inputs, connected],
  );
};

/** Outputs that lie upstream or beside: writing one makes an input of that name, and connects it. */
const variableOffers = (
  snapshot: ReturnType<ReturnType<typeof useEditor>['document']['snapshot']>,
  node: NodeView,
  form: NodeForm,
): readonly VariableOffer[] => {
  const offers: VariableOffer[] = [];
  for (const id of snapshot.scopes.get(node.scope)?.nodes ?? []) {
    const source = snapshot.nodes.get(id);
    if (!source || id === node.id) continue;
    for (const output of source.outputs) {
      const outcome = beginConnecting(snapshot, { node: id, output: output.name }).to(node.id);
      if (outcome.kind === 'refused') continue;
      const name = outcome.kind === 'newInput' ? outcome.name : variableName(`${source.name}_${output.name}`);
      if (node.inputs.some((input) => input.name === name)) continue;
      offers.push({
        name,
        detail: `${source.name}.${output.name} · ${output.type}`,
        use: () =>
          form.edit(
            words.prompt.connectStep(name),
            (flow, target) => {
              const now = flow.snapshot().nodes.get(target);
              if (now?.inputs.some((input) => input.name === name))
                flow.changeInput(target, name, { type: output.type });
              else flow.addInput(target, { name, type: output.type, expression: '$.data' });
              flow.connect({ node: id, output: output.name }, { node: target, input: name });
            },
            'text',
          ),
      });
    }
  }
  return offers;
};

const variableName = (text: string): string => text.replaceAll(/_{2,}/g, '_').slice(0, 50);

/** Inputs that no variable names any more: dropping one is a step of its own. */
function UnusedInputs() {
  const { node, readOnly, edit } = useNodeForm();
  const unused = unusedInputs(node);
  if (unused.length === 0) return null;
  return (
    <div className="sb-ask" role="note">
      {unused.map((name) => (
        <p key={name}>
          {words.prompt.unused(name)}{' '}
          <ToolButton
            unavailable={readOnly}
            onClick={() => edit(words.prompt.dropStep(name), (flow, id) => flow.removeInput(id, name))}
          >
            {words.prompt.drop(name)}
          </ToolButton>
        </p>
      ))}
    </div>
  );
}

const usePromptRunner = (node: NodeView, readOnly: string | undefined): PromptRunner => {
  const editor = useEditor();
  useRun();
  const run = useNodeRun(node.id);
  const details = useRunDetails(node.id);
  const stopReason = memberOf(details?.response, 'stopReason');
  const last = useOutput(node.id, 'modelCompletion')?.value;
  const unavailable = whyNotRun(editor);
  const state = useMemo(() => {
    if (!run || run.status === 'skipped') return undefined;
    const text = details?.text ?? run.preview;
    const { status, durationMs, tokens, usd, fault, reason } = run;
    return {
      isRunning: status === 'running' || status === 'queued',
      ...(text !== undefined && { text }),
      ...(typeof last === 'string' && { whole: last }),
      ...(durationMs !== undefined && { durationMs }),
      ...(tokens !== undefined && { tokens }),
      ...(usd !== undefined && { usd }),
      ...(typeof stopReason === 'string' && { stopReason }),
      ...(status === 'failed' && { error: fault?.message ?? reason ?? words.prompt.failed }),
    };
  }, [run, details, stopReason, last]);
  return {
    state,
    needsValues: true,
    ...(unavailable !== undefined && { unavailable }),
    run: (values) =>
      void runNode(editor, node.id, values).catch((error: Error) => editor.toast(error.message)),
    ...(readOnly === undefined && {
      keep: (text: string) => {
        editor.document.edit(words.prompt.keepStep(node.name), (flow) =>
          flow.setPin({ node: node.id, outputs: { modelCompletion: text } }),
        );
        editor.announce(words.prompt.kept(node.name));
      },
    }),
  };
};

/** The guardrail of the node; a part of its own, since stored prompts have none. */
function Guardrail() {
  const { node, configure } = useNodeForm();
  const value = node.configuration.prompt?.guardrailConfiguration;
  const answer = useOutput(node.id, 'modelCompletion')?.value;
  const inputs = useInputValues(node);
  const lastText = useMemo((): GuardedText | undefined => {
    if (typeof answer === 'string') return { source: 'OUTPUT', text: answer };
    const inline = node.configuration.prompt?.sourceConfiguration?.inline;
    const known = new Map(
      inputs.flatMap(({ name, value: held }) => (held === undefined ? [] : [[name, held]])),
    );
    const text = inline && known.size > 0 ? renderedText(inline, known) : undefined;
    return text === undefined ? undefined : { source: 'INPUT', text };
  }, [answer, inputs, node]);
  return (
    <Section title={words.guardrail} isOpenAtFirst={false} summary={value?.guardrailIdentifier ?? words.none}>
      <GuardrailFields
        address="configuration.prompt.guardrailConfiguration"
        value={value}
        lastText={lastText}
        onChange={(next) => configure(words.guardrail, ['prompt', 'guardrailConfiguration'], next)}
      />
    </Section>
  );
}

/** A prompt of the library: which one, what it asks for, and a way to make it one's own. */
function LibraryPrompt() {
  const { node, readOnly, configure, edit } = useNodeForm();
  const promptArn = node.configuration.prompt?.sourceConfiguration?.resource?.promptArn ?? '';
  const variant = usePromptVariant(promptArn === '' ? undefined : promptArn);
  const found = variant.data ?? undefined;
  const names = templateVariables(found?.templateConfiguration as PromptTemplateConfiguration | undefined);
  const missing = names.filter((name) => !node.inputs.some((input) => input.name === name));
  return (
    <>
      <div className="sb-form sb-form-tail">
        <PromptField
          address="configuration.prompt.sourceConfiguration.resource.promptArn"
          value={promptArn}
          onChange={(arn) =>
            configure(
              words.prompt.libraryStep,
              ['prompt', 'sourceConfiguration', 'resource', 'promptArn'],
              arn,
            )
          }
        />
        {found && (
          <div className="sb-form sb-tight">
            <p className="sb-side-note">{words.prompt.variant(found.modelId ?? '', names.join(', '))}</p>
            <div className="sb-tools">
              <ToolButton
                unavailable={readOnly ?? (found.genAiResource ? words.prompt.isAgent : undefined)}
                onClick={() =>
                  edit(words.prompt.detachStep, (flow, id) => {
                    flow.configure(id, ['prompt', 'sourceConfiguration'], {
                      inline: inlineOf(found as unknown as PromptVariant),
                    });
                    followVariables(flow, id);
                  })
                }
              >
                {words.prompt.detach}
              </ToolButton>
              {missing.map((name) => (
                <ToolButton
                  key={name}
                  unavailable={readOnly}
                  onClick={() =>
                    edit(words.prompt.variablesStep, (flow, id) =>
                      flow.addInput(id, { name, type: 'String', expression: '$.data' }),
                    )
                  }
                >
                  {words.prompt.addInput(name)}
                </ToolButton>
              ))}
            </div>
          </div>
        )}
      </div>
      <Guardrail />
    </>
  );
}

/** A variant as an inline prompt: the same but for what only the library knows. */
const inlineOf = (variant: PromptVariant) => {
  const {
    templateType,
    templateConfiguration,
    modelId,
    inferenceConfiguration,
    additionalModelRequestFields,
  } = variant;
  return {
    templateType,
    templateConfiguration: JSON.parse(JSON.stringify(templateConfiguration)) as PromptTemplateConfiguration,
    modelId: modelId ?? DEFAULT_MODEL_ID,
    ...(inferenceConfiguration && { inferenceConfiguration }),
    ...(additionalModelRequestFields !== undefined && { additionalModelRequestFields }),
  };
};
