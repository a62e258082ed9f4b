import { templateVariables } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useMemo,
  useState,
} from 'react';
import { promptMessages as words } from '../../messages/nodes.ts';
import { type AskedValues, type TriedValues, TryValues, triedValues } from '../condition/try-values.tsx';
import { FieldSourceContext, useReadOnly } from '../editing/field-source.ts';
import { Choice } from '../fields/choice.tsx';
import { Field } from '../fields/field.tsx';
import { JsonField } from '../fields/json-field.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { ModelField } from '../resources/model-field.tsx';
import { answersOffline, contextLengthOf, resolveModel, takesNoTools } from '../resources/models.ts';
import { useModels } from '../resources/queries.ts';
import type { InputValue } from '../running/use-run.ts';
import { ChatTemplate, type TemplateProps } from './chat-template.tsx';
import { Parameters } from './parameters.tsx';
import { PromptRun, type PromptRunner } from './prompt-run.tsx';
import {
  applyEdit,
  inferSchema,
  losesNothing,
  lostAsText,
  misplaced,
  outputSchemaOf,
  type PromptEdit,
  type PromptValue,
  plainFields,
  sameWords,
  schemaProblem,
  toChat,
  toText,
  withOutputSchema,
} from './prompt-value.ts';
import { RenderedPrompt, renderedLength } from './rendered-prompt.tsx';
import { SchemaForm } from './schema-form.tsx';
import { type PromptVariable, TemplateField } from './template-field.tsx';
import type { VariableOffer } from './template-language.ts';
import { ToolsField } from './tools-field.tsx';
import './prompt-editor.css';

export interface PromptEditorProps {
  readonly value: PromptValue;
  /** The prompt as it is now, and what of it changed: whoever keeps more than a value writes only that. */
  onChange(value: PromptValue, edit: PromptEdit): void;
  /** Where problems and links find the fields: what stands before `.modelId`. */
  readonly address: string;
  /** What is known of the variables; those in the text that are not among them are shown as new. */
  readonly variables: readonly PromptVariable[];
  /** Further variables that can be written, such as outputs of other nodes; asked when the list opens. */
  offers?(): readonly VariableOffer[];
  /** Runs the prompt; without it nothing can be run here. */
  readonly runner?: PromptRunner;
  readonly readOnly?: string | undefined;
  /** After the template was left: what was being written is written. */
  onLeave?(): void;
  /** Below the template: what is particular to the place. */
  readonly below?: ReactNode;
  /** After the parameters, such as the guardrail of a node. */
  readonly more?: ReactNode;
}

/**
 * The editor of a prompt: model, template as text or as chat, what it looks like once it is filled in, an answer, and
 * how the model is to answer. It knows no flow: nodes and the library of prompts use it alike.
 */
export function PromptEditor(props: PromptEditorProps) {
  const { value, onChange, address, readOnly: reason, runner, below, more, offers, onLeave } = props;
  const source = useContext(FieldSourceContext);
  const ownSource = useMemo(
    () => (reason === undefined ? source : { ...source, readOnly: reason }),
    [source, reason],
  );
  const readOnly = ownSource.readOnly !== undefined;
  const [isRendered, setRendered] = useState(false);
  const [tried, setTried] = useState<TriedValues>();
  const [asked, setAsked] = useState<AskedValues>();
  const models = useModels();

  const edit = (path: PromptEdit['path'], next: unknown, what: string, rest: Partial<PromptEdit> = {}) => {
    const change: PromptEdit = { path, value: next, what, ...rest };
    onChange(applyEdit(value, path, next), change);
  };
  const names = templateVariables(value.templateConfiguration);
  const variables = useVariables(names, props.variables);
  const known = useMemo(
    () =>
      variables
        .filter(({ isUsed }) => isUsed)
        .map(
          ({ name, type, value: held }): InputValue => ({
            name,
            type: (type ?? 'String') as InputValue['type'],
            ...(held !== undefined && { value: held }),
          }),
        ),
    [variables],
  );
  const values = useMemo(() => triedValues(known, tried), [known, tried]);
  const rendered = useMemo(() => renderedLength(value, values), [value, values]);
  const missing = known.filter(({ name }) => !values.has(name)).map(({ name }) => name);
  const run = () => {
    if (!runner || runner.unavailable !== undefined) return;
    if (runner.needsValues && missing.length > 0) {
      setAsked({ names: missing });
      return;
    }
    setAsked(undefined);
    runner.run(tried === undefined ? undefined : Object.fromEntries(values));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || !runner) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  const template: TemplateProps = {
    address: `${address}.templateConfiguration`,
    onEdit: (path, next, what, { isText, writing, joins } = {}) =>
      edit(['templateConfiguration', ...path], next, what, {
        ...(isText && { isText }),
        ...(writing !== undefined && { writing }),
        ...(joins !== undefined && { joins }),
      }),
    variables,
    ...(offers && { offers }),
    ...(onLeave && { onLeave }),
  };
  const { text, chat } = value.templateConfiguration;
  const schema = outputSchemaOf(value.additionalModelRequestFields);
  const setFields = (next: JsonValue | undefined, what: string, joins: string) =>
    edit(['additionalModelRequestFields'], next, what, { joins });
  const wrongFields = misplaced(plainFields(value.additionalModelRequestFields));
  const answer = runner?.state?.whole ?? runner?.state?.text;
  const resolved = models.data && resolveModel(value.modelId ?? '', models.data);

  return (
    <FieldSourceContext value={ownSource}>
      <div className="sb-form sb-form-tail" onKeyDownCapture={press}>
        <ModelField
          address={`${address}.modelId`}
          value={value.modelId ?? ''}
          onChange={(modelId) => edit(['modelId'], modelId, words.model)}
        />
        <KindField value={value} address={address} onEdit={edit} />
        <div className="sb-prompt-tools">
          <ToolButton isPressed={isRendered} onClick={() => setRendered(!isRendered)}>
            {words.render}
          </ToolButton>
          {runner && (
            <ToolButton
              onClick={run}
              unavailable={runner.unavailable}
              label={runner.says?.help ?? words.runHelp}
            >
              ▸ {runner.says?.run ?? words.run}
            </ToolButton>
          )}
        </div>
        {isRendered ? (
          <RenderedPrompt value={value} values={values} />
        ) : chat ? (
          <ChatTemplate
            {...template}
            chat={chat}
            cacheHint={answersOffline(resolved) ? words.offlineHasNoCache : undefined}
          />
        ) : (
          <Field
            address={`${template.address}.text.text`}
            label={words.text}
            help={words.textHelp}
            example={words.textExample}
          >
            {(ids) => (
              <TemplateField
                value={text?.text ?? ''}
                ids={ids}
                variables={variables}
                {...(offers && { offers })}
                {...(onLeave && { onLeave })}
                readOnly={readOnly}
                minLines={5}
                onChange={(next, writing) =>
                  text
                    ? template.onEdit(['text', 'text'], next, words.text, {
                        isText: true,
                        writing,
                        joins: 'text',
                      })
                    : template.onEdit(['text'], { text: next }, words.text, { writing, joins: 'text' })
                }
              />
            )}
          </Field>
        )}
        <VariableList variables={variables} />
        <TryValues known={known} tried={tried} asked={asked} onChange={setTried} />
        {isRendered && missing.length > 0 && (
          <p className="sb-side-note">{words.stayAsWritten(missing.join(', '))}</p>
        )}
        {below}
        {runner && <PromptRun runner={runner} onRun={run} />}
      </div>
      <Section title={words.parameters} isOpenAtFirst={false} summary={parameterSummary(value)}>
        <Parameters
          address={`${address}.inferenceConfiguration`}
          value={value.inferenceConfiguration}
          contextLength={contextLengthOf(value.modelId ?? '', models.data)}
          promptLength={'characters' in rendered ? rendered.characters : undefined}
          onChange={(path, next, what, joins) =>
            edit(['inferenceConfiguration', ...path], next, what, { joins })
          }
        />
      </Section>
      {chat && (
        <ToolsSection
          value={chat.toolConfiguration}
          address={`${template.address}.chat.toolConfiguration`}
          warning={takesNoTools(resolved) ? words.takesNoTools(value.modelId ?? '') : undefined}
          onChange={(next, what, joins) =>
            template.onEdit(['chat', 'toolConfiguration'], next, what, joins === undefined ? {} : { joins })
          }
        />
      )}
      {more}
      <Section
        title={words.advanced}
        isOpenAtFirst={false}
        summary={[
          schema !== undefined && words.schema,
          plainFields(value.additionalModelRequestFields) !== undefined && words.fields,
        ]
          .filter(Boolean)
          .join(', ')}
      >
        <OutputSchema
          address={`${address}.additionalModelRequestFields.outputConfig`}
          value={schema}
          answer={answer}
          onChange={(next) =>
            setFields(
              withOutputSchema(value.additionalModelRequestFields, next),
              words.schema,
              'outputSchema',
            )
          }
        />
        <JsonField
          address={`${address}.additionalModelRequestFields`}
          label={words.fields}
          help={words.fieldsHelp}
          example={words.fieldsExample}
          value={plainFields(value.additionalModelRequestFields)}
          check={() => (wrongFields.length > 0 ? words.belongsAbove(wrongFields.join(', ')) : undefined)}
          onChange={(next) => {
            const merged = schema === undefined ? next : withOutputSchema(next, schema);
            setFields(merged, words.fields, 'additionalFields');
          }}
        />
      </Section>
    </FieldSourceContext>
  );
}

interface UsedVariable extends PromptVariable {
  /** Whether the text names it. */
  readonly isUsed: boolean;
}

/** Known variables first, then those that only the text has; the same array until one changes. */
const useVariables = (
  names: readonly string[],
  known: readonly PromptVariable[],
): readonly UsedVariable[] => {
  const all = names.join('\n');
  return useMemo(
    () => [
      ...known.map((variable) => ({ ...variable, isUsed: all.split('\n').includes(variable.name) })),
      ...all
        .split('\n')
        .filter((name) => name !== '' && !known.some((each) => each.name === name))
        .map((name) => ({ name, isUsed: true })),
    ],
    [all, known],
  );
};

const parameterSummary = ({ inferenceConfiguration }: PromptValue): string => {
  const { temperature, topP, maxTokens, stopSequences } = inferenceConfiguration?.text ?? {};
  const set = [
    temperature !== undefined && `T ${temperature}`,
    topP !== undefined && `P ${topP}`,
    maxTokens !== undefined && words.atMostTokens(maxTokens),
    stopSequences !== undefined && words.stops(stopSequences.length),
  ].filter(Boolean);
  return set.length === 0 ? words.modelDefault : set.join(' · ');
};

/** Text or chat; what a text cannot hold is said before it is lost. */
function KindField({
  value,
  address,
  onEdit,
}: {
  readonly value: PromptValue;
  readonly address: string;
  onEdit(path: PromptEdit['path'], next: unknown, what: string): void;
}) {
  const { readOnly } = useContext(FieldSourceContext);
  const [isAsking, setAsking] = useState(false);
  // As it was before the last change of kind; the way back is offered until somebody writes on.
  const [before, setBefore] = useState<{ readonly value: PromptValue; readonly became: PromptValue }>();
  const { templateType, templateConfiguration } = value;
  const canGoBack =
    before !== undefined &&
    readOnly === undefined &&
    sameWords(before.became.templateConfiguration, templateConfiguration);
  const lost = lostAsText(templateConfiguration);
  const convert = (templateKind: 'TEXT' | 'CHAT') => {
    setAsking(false);
    const configuration =
      templateKind === 'CHAT' ? toChat(templateConfiguration) : toText(templateConfiguration);
    const became = { ...value, templateType: templateKind, templateConfiguration: configuration };
    setBefore({ value, became });
    onEdit([], became, words.kind);
  };
  return (
    <Field
      address={`${address}.templateType`}
      label={words.kind}
      help={words.kindHelp}
      example={words.kindExample}
    >
      {(ids) => (
        <>
          <Choice
            labelledBy={ids.label}
            describedBy={ids.describedBy}
            value={templateType}
            readOnly={readOnly !== undefined}
            onChange={(kind) => {
              if (kind === 'TEXT' && !losesNothing(lost)) setAsking(true);
              else convert(kind);
            }}
            options={[
              { value: 'TEXT', label: words.kinds.TEXT },
              { value: 'CHAT', label: words.kinds.CHAT },
            ]}
          />
          {canGoBack && !isAsking && (
            <p className="sb-side-note" role="status">
              {words.converted(templateType)}{' '}
              <ToolButton
                label={words.undoKind}
                onClick={() => {
                  setBefore(undefined);
                  onEdit([], before.value, words.kind);
                }}
              >
                {words.undo}
              </ToolButton>
            </p>
          )}
          {isAsking && (
            <div className="sb-ask" role="alert">
              <p>{words.loses(lost)}</p>
              <div className="sb-tools">
                <ToolButton onClick={() => convert('TEXT')}>{words.convert}</ToolButton>
                <ToolButton onClick={() => setAsking(false)}>{words.keepChat}</ToolButton>
              </div>
            </div>
          )}
        </>
      )}
    </Field>
  );
}

/** The variables of the text with their values, new and unconnected ones marked. */
function VariableList({ variables }: { readonly variables: readonly UsedVariable[] }) {
  const used = variables.filter(({ isUsed }) => isUsed);
  if (used.length === 0) return null;
  return (
    <ul className="sb-variables" aria-label={words.variables}>
      {used.map(({ name, value, type, isUnconnected }) => (
        <li
          key={name}
          className="sb-variable"
          title={value === undefined ? undefined : String(JSON.stringify(value)).slice(0, 400)}
        >
          <code>{name}</code>
          {isUnconnected === true ? (
            <span className="sb-variable-badge">{words.unconnected}</span>
          ) : (
            type === undefined && <span className="sb-variable-badge">{words.new}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function ToolsSection({ value, ...field }: ComponentProps<typeof ToolsField>) {
  return (
    <Section title={words.tools} isOpenAtFirst={false} summary={words.toolCount(value?.tools.length ?? 0)}>
      <ToolsField value={value} {...field} />
    </Section>
  );
}

/** The schema that answers must have: its members as rows, or all of it as text. */
function OutputSchema({
  address,
  value,
  answer,
  onChange,
}: {
  readonly address: string;
  readonly value: JsonValue | undefined;
  readonly answer: string | undefined;
  onChange(schema: JsonValue | undefined): void;
}) {
  const readOnly = useReadOnly() !== undefined;
  const [isForm, setForm] = useState(false);
  return (
    <>
      <JsonField
        address={address}
        covers
        label={words.schema}
        help={words.schemaHelp}
        example={words.schemaExample}
        isStreambedOnly
        value={value}
        check={(json) => {
          const wrong = schemaProblem(json);
          return wrong === undefined ? undefined : words.schemaWrong(wrong);
        }}
        onChange={onChange}
        instead={
          isForm && (
            <SchemaForm
              schema={value ?? NO_SCHEMA}
              label={words.schemaMembers}
              readOnly={readOnly}
              onChange={onChange}
            />
          )
        }
      />
      <div className="sb-tools">
        <ToolButton isPressed={isForm} onClick={() => setForm(!isForm)}>
          {words.asMembers}
        </ToolButton>
        <Infer answer={answer} onInfer={onChange} />
      </div>
    </>
  );
}

const NO_SCHEMA: JsonValue = { type: 'object', properties: {}, required: [] };

/** A schema from the last answer, where that is JSON. */
function Infer({
  answer,
  onInfer,
}: {
  readonly answer: string | undefined;
  onInfer(schema: JsonValue): void;
}) {
  const { readOnly } = useContext(FieldSourceContext);
  let schema: JsonValue | undefined;
  try {
    schema = answer === undefined ? undefined : inferSchema(JSON.parse(answer) as JsonValue);
  } catch {
    schema = undefined;
  }
  return (
    <ToolButton
      unavailable={readOnly ?? (schema === undefined ? words.nothingToInfer : undefined)}
      onClick={() => {
        if (schema !== undefined) onInfer(schema);
      }}
    >
      {words.infer}
    </ToolButton>
  );
}
