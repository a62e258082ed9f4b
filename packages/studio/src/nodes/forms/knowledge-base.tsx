import type { JsonValue } from '@streambed/model';
import type {
  KnowledgeBaseFlowNodeConfiguration,
  MetadataConfigurationForReranking,
  VectorSearchBedrockRerankingConfiguration,
} from '@streambed/model/bedrock-agent';
import { useRef } from 'react';
import { promptMessages as prompts, formMessages as words } from '../../messages/nodes.ts';
import { CodeField, type CodeHandle } from '../code/code-field.tsx';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Choice } from '../fields/choice.tsx';
import { Field } from '../fields/field.tsx';
import { JsonField } from '../fields/json-field.tsx';
import { ParameterField } from '../fields/parameter-field.tsx';
import { Section } from '../fields/section.tsx';
import { TokenList } from '../fields/token-list.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { Parameters } from '../prompt/parameters.tsx';
import { GuardrailFields } from '../resources/guardrail-fields.tsx';
import { KnowledgeBaseField } from '../resources/knowledge-base-field.tsx';
import { ModelField } from '../resources/model-field.tsx';
import { memberOf } from '../running/run-node.ts';
import { TryNode } from '../running/try-node.tsx';
import { useOutput } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';
import { isUnset } from './unset.ts';

const says = words.knowledgeBase;
const BASE = 'configuration.knowledgeBase';
const of = (member: string) => limitsOf('KnowledgeBaseFlowNodeConfiguration', member);
const RESULTS = of('numberOfResults');
const ID = of('knowledgeBaseId');
const RERANKED = limitsOf('VectorSearchBedrockRerankingConfiguration', 'numberOfRerankedResults');
const DEFAULT_RESULTS = 5;
const DEFAULT_MODEL = 'amazon.nova-lite-v1:0';
const DEFAULT_RERANKER = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0';

/** Finds passages, or answers from them. */
export const knowledgeBase = (): NodeFormParts => ({ Before: KnowledgeBaseForm });

function KnowledgeBaseForm() {
  const { node, readOnly, configure, edit } = useNodeForm();
  const value: Partial<KnowledgeBaseFlowNodeConfiguration> = node.configuration.knowledgeBase ?? {};
  const { knowledgeBaseId = '', modelId, numberOfResults } = value;
  const set = (what: string, path: readonly string[], next: unknown, joins?: string) =>
    configure(what, ['knowledgeBase', ...path], next, joins);
  const before = useRef<Partial<KnowledgeBaseFlowNodeConfiguration>>({});
  if (modelId !== undefined) before.current = value;
  const answerWith = (kind: 'passages' | 'answer') =>
    edit(says.answerStep, (flow, id) => {
      if (kind === 'answer') {
        const {
          modelId: model = DEFAULT_MODEL,
          guardrailConfiguration,
          promptTemplate,
          inferenceConfiguration,
          orchestrationConfiguration,
        } = before.current;
        const back = {
          guardrailConfiguration,
          promptTemplate,
          inferenceConfiguration,
          orchestrationConfiguration,
        };
        flow.configure(id, ['knowledgeBase', 'modelId'], model);
        for (const [member, kept] of Object.entries(back))
          if (kept !== undefined) flow.configure(id, ['knowledgeBase', member], kept);
      } else
        for (const member of [
          'modelId',
          'guardrailConfiguration',
          'promptTemplate',
          'inferenceConfiguration',
          'orchestrationConfiguration',
        ])
          flow.configure(id, ['knowledgeBase', member], undefined);
      const [output] = flow.snapshot().nodes.get(id)?.outputs ?? [];
      const wanted =
        kind === 'answer'
          ? ({ name: 'outputText', type: 'String' } as const)
          : ({ name: 'retrievalResults', type: 'Array' } as const);
      if (output) flow.changeOutput(id, output.name, wanted);
      else flow.addOutput(id, wanted);
    });
  return (
    <>
      <Section title={says.title} summary={knowledgeBaseId}>
        <KnowledgeBaseField
          address={`${BASE}.knowledgeBaseId`}
          value={knowledgeBaseId}
          isUnset={isUnset(knowledgeBaseId)}
          limits={ID}
          onChange={(next) => set(says.idStep, ['knowledgeBaseId'], next)}
        />
        <Field address={`${BASE}.answer`} label={says.answer} help={says.answerHelp}>
          {(ids) => (
            <Choice
              labelledBy={ids.label}
              describedBy={ids.describedBy}
              value={modelId === undefined ? 'passages' : 'answer'}
              readOnly={readOnly !== undefined}
              onChange={answerWith}
              options={[
                { value: 'passages', label: says.passages },
                { value: 'answer', label: says.written },
              ]}
            />
          )}
        </Field>
        {modelId !== undefined && (
          <ModelField
            address={`${BASE}.modelId`}
            value={modelId}
            onChange={(next) => {
              if (next !== '') set(says.modelStep, ['modelId'], next);
            }}
          />
        )}
        <ParameterField
          address={`${BASE}.numberOfResults`}
          label={says.results}
          help={says.resultsHelp}
          example={says.resultsExample}
          limits={RESULTS}
          step={1}
          value={numberOfResults}
          start={DEFAULT_RESULTS}
          unset={String(DEFAULT_RESULTS)}
          onChange={(next) => set(says.results, ['numberOfResults'], next, 'numberOfResults')}
        />
        <TryNode
          input="retrievalQuery"
          label={says.tryQuery}
          placeholder={says.queryPlaceholder}
          action={says.search}
        />
      </Section>
      <Reranking value={value} />
      {modelId !== undefined && <WrittenAnswer value={value} />}
      {modelId === undefined && value.guardrailConfiguration && (
        <Section title={words.guardrail}>
          <GuardrailFields
            address={`${BASE}.guardrailConfiguration`}
            value={value.guardrailConfiguration}
            problem={says.needsAnswer}
            onChange={(next) => set(words.guardrail, ['guardrailConfiguration'], next)}
          />
        </Section>
      )}
    </>
  );
}

const RERANKING = ['knowledgeBase', 'rerankingConfiguration', 'bedrockRerankingConfiguration'] as const;

/** Sorting what was found again, by a model that is made for it. */
function Reranking({ value }: { readonly value: Partial<KnowledgeBaseFlowNodeConfiguration> }) {
  const { readOnly, configure } = useNodeForm();
  const reranking = value.rerankingConfiguration?.bedrockRerankingConfiguration;
  const address = `${BASE}.rerankingConfiguration.bedrockRerankingConfiguration`;
  const fetched = value.numberOfResults ?? DEFAULT_RESULTS;
  const count = reranking?.numberOfRerankedResults;
  const fresh: VectorSearchBedrockRerankingConfiguration = {
    modelConfiguration: { modelArn: DEFAULT_RERANKER },
  };
  return (
    <Section
      title={says.reranking}
      isOpenAtFirst={false}
      summary={reranking ? reranking.modelConfiguration.modelArn.split('/').at(-1) : words.none}
    >
      <Field address={`${BASE}.rerankingConfiguration`} label={says.rerank} help={says.rerankHelp}>
        {(ids) => (
          <Choice
            labelledBy={ids.label}
            describedBy={ids.describedBy}
            value={reranking ? 'on' : 'off'}
            readOnly={readOnly !== undefined}
            onChange={(next) =>
              configure(
                says.reranking,
                ['knowledgeBase', 'rerankingConfiguration'],
                next === 'on'
                  ? { type: 'BEDROCK_RERANKING_MODEL', bedrockRerankingConfiguration: fresh }
                  : undefined,
              )
            }
            options={[
              { value: 'off', label: says.off },
              { value: 'on', label: says.on },
            ]}
          />
        )}
      </Field>
      {reranking && (
        <>
          <ModelField
            address={`${address}.modelConfiguration.modelArn`}
            label={says.reranker}
            help={says.rerankerHelp}
            value={reranking.modelConfiguration.modelArn}
            onChange={(next) => {
              if (next !== '')
                configure(says.reranker, [...RERANKING, 'modelConfiguration', 'modelArn'], next);
            }}
          />
          <ParameterField
            address={`${address}.numberOfRerankedResults`}
            label={says.reranked}
            help={says.rerankedHelp}
            example={says.rerankedExample}
            limits={RERANKED}
            step={1}
            value={count}
            start={Math.min(fetched, DEFAULT_RESULTS)}
            unset={says.all}
            warning={count !== undefined && count > fetched ? says.rerankedMost : undefined}
            onChange={(next) =>
              configure(says.reranked, [...RERANKING, 'numberOfRerankedResults'], next, 'reranked')
            }
          />
          <Metadata value={reranking.metadataConfiguration} address={`${address}.metadataConfiguration`} />
        </>
      )}
    </Section>
  );
}

const MOST_LEARNT = 20;

/** The names of metadata that the passages found last have. */
const metadataFields = (passages: JsonValue | undefined): readonly string[] => {
  const names = new Set<string>();
  for (const passage of Array.isArray(passages) ? passages : []) {
    const metadata = memberOf(passage, 'metadata');
    if (typeof metadata === 'object' && metadata !== null)
      for (const name of Object.keys(metadata)) names.add(name);
  }
  return [...names].slice(0, MOST_LEARNT);
};

type MetadataKind = 'ALL' | 'include' | 'exclude';

/** Which fields of the documents the reranker reads. */
function Metadata({
  value,
  address,
}: {
  readonly value: MetadataConfigurationForReranking | undefined;
  readonly address: string;
}) {
  const { node, readOnly, configure } = useNodeForm();
  const passages = useOutput(node.id, 'retrievalResults')?.value;
  const { fieldsToInclude, fieldsToExclude } = value?.selectiveModeConfiguration ?? {};
  const kind: MetadataKind = fieldsToExclude ? 'exclude' : fieldsToInclude ? 'include' : 'ALL';
  const fields = (fieldsToInclude ?? fieldsToExclude ?? []).map(({ fieldName }) => fieldName);
  const learnt = metadataFields(passages).filter((name) => !fields.includes(name));
  const put = (nextKind: MetadataKind, names: readonly string[]) => {
    const list = names.map((fieldName) => ({ fieldName }));
    configure(
      says.metadata,
      [...RERANKING, 'metadataConfiguration'],
      nextKind === 'ALL'
        ? undefined
        : {
            selectionMode: 'SELECTIVE',
            selectiveModeConfiguration:
              nextKind === 'include' ? { fieldsToInclude: list } : { fieldsToExclude: list },
          },
    );
  };
  return (
    <Field
      address={address}
      covers
      label={says.metadata}
      help={says.metadataHelp}
      example={says.metadataExample}
      error={kind !== 'ALL' && fields.length === 0 ? says.nameOneField : undefined}
    >
      {(ids) => (
        <div className="sb-form sb-tight">
          <Choice
            labelledBy={ids.label}
            describedBy={ids.describedBy}
            value={kind}
            readOnly={readOnly !== undefined}
            onChange={(next) => put(next, fields)}
            options={[
              { value: 'ALL', label: says.fieldsAll },
              { value: 'include', label: says.fieldsOnly },
              { value: 'exclude', label: says.fieldsBut },
            ]}
          />
          {kind !== 'ALL' && (
            <TokenList
              values={fields}
              most={100}
              addLabel={says.addField}
              placeholder={says.fieldPlaceholder}
              onChange={(names) => put(kind, names)}
            />
          )}
          {kind !== 'ALL' && learnt.length > 0 && (
            <fieldset className="sb-tools" aria-label={says.learntFields}>
              <span className="sb-side-note">{says.learntFields}</span>
              {learnt.map((name) => (
                <ToolButton
                  key={name}
                  isMono
                  unavailable={readOnly}
                  label={says.addLearnt(name)}
                  onClick={() => put(kind, [...fields, name])}
                >
                  + {name}
                </ToolButton>
              ))}
            </fieldset>
          )}
        </div>
      )}
    </Field>
  );
}

const ANSWER_CHIPS = ['$search_results$', '$output_format_instructions$', '$query$'] as const;
const ORCHESTRATION_CHIPS = ['$conversation_history$', '$output_format_instructions$', '$query$'] as const;

/** How the model is asked for the answer. */
function WrittenAnswer({ value }: { readonly value: Partial<KnowledgeBaseFlowNodeConfiguration> }) {
  const { node, configure } = useNodeForm();
  const answer = useOutput(node.id, 'outputText')?.value;
  const { promptTemplate, inferenceConfiguration, orchestrationConfiguration, guardrailConfiguration } =
    value;
  const set = (what: string, path: readonly string[], next: unknown, joins?: string) =>
    configure(what, ['knowledgeBase', ...path], next, joins);
  return (
    <>
      <Section
        title={says.answerPrompt}
        isOpenAtFirst={false}
        summary={promptTemplate?.textPromptTemplate === undefined ? says.standard : says.own}
      >
        <KbTemplate
          address={`${BASE}.promptTemplate.textPromptTemplate`}
          label={says.template}
          value={promptTemplate?.textPromptTemplate}
          example={says.templateExample}
          chips={ANSWER_CHIPS}
          path={['knowledgeBase', 'promptTemplate']}
        />
        <Parameters
          address={`${BASE}.inferenceConfiguration`}
          value={inferenceConfiguration}
          onChange={(path, next, what, joins) => set(what, ['inferenceConfiguration', ...path], next, joins)}
        />
      </Section>
      <Section
        title={says.orchestration}
        isOpenAtFirst={false}
        summary={orchestrationConfiguration === undefined ? says.standard : says.own}
      >
        <p className="sb-side-note">{says.orchestrationHelp}</p>
        <KbTemplate
          address={`${BASE}.orchestrationConfiguration.promptTemplate.textPromptTemplate`}
          label={says.orchestrationTemplate}
          value={orchestrationConfiguration?.promptTemplate?.textPromptTemplate}
          example={says.orchestrationExample}
          chips={ORCHESTRATION_CHIPS}
          path={['knowledgeBase', 'orchestrationConfiguration', 'promptTemplate']}
        />
        <Parameters
          address={`${BASE}.orchestrationConfiguration.inferenceConfig`}
          value={orchestrationConfiguration?.inferenceConfig}
          onChange={(path, next, what, joins) =>
            set(
              what,
              ['orchestrationConfiguration', 'inferenceConfig', ...path],
              next,
              `orchestration ${joins}`,
            )
          }
        />
        <Latency value={orchestrationConfiguration?.performanceConfig?.latency} />
        <JsonField
          address={`${BASE}.orchestrationConfiguration.additionalModelRequestFields`}
          label={says.fields}
          help={says.fieldsHelp}
          example={prompts.fieldsExample}
          value={orchestrationConfiguration?.additionalModelRequestFields}
          onChange={(next) =>
            set(
              says.fields,
              ['orchestrationConfiguration', 'additionalModelRequestFields'],
              next,
              'orchestration fields',
            )
          }
        />
      </Section>
      <Section
        title={words.guardrail}
        isOpenAtFirst={false}
        summary={guardrailConfiguration?.guardrailIdentifier ?? words.none}
      >
        <GuardrailFields
          address={`${BASE}.guardrailConfiguration`}
          value={guardrailConfiguration}
          lastText={typeof answer === 'string' ? { source: 'OUTPUT', text: answer } : undefined}
          onChange={(next) => set(words.guardrail, ['guardrailConfiguration'], next)}
        />
      </Section>
    </>
  );
}

function Latency({ value }: { readonly value: 'standard' | 'optimized' | undefined }) {
  const { readOnly, configure } = useNodeForm();
  return (
    <Field
      address={`${BASE}.orchestrationConfiguration.performanceConfig`}
      covers
      label={says.latency}
      help={says.latencyHelp}
      example={says.latencyExample}
    >
      {(ids) => (
        <Choice
          labelledBy={ids.label}
          describedBy={ids.describedBy}
          value={value ?? 'unset'}
          readOnly={readOnly !== undefined}
          onChange={(next) =>
            configure(
              says.latency,
              ['knowledgeBase', 'orchestrationConfiguration', 'performanceConfig'],
              next === 'unset' ? undefined : { latency: next },
            )
          }
          options={[
            { value: 'unset', label: says.unset },
            { value: 'standard', label: says.latencies.standard },
            { value: 'optimized', label: says.latencies.optimized },
          ]}
        />
      )}
    </Field>
  );
}

/** A template of the knowledge base's own kind: places stand between dollar signs. */
function KbTemplate({
  address,
  label,
  value,
  example,
  chips,
  path,
}: {
  readonly address: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly example: string;
  readonly chips: readonly string[];
  readonly path: readonly string[];
}) {
  const { readOnly, configure, write } = useNodeForm();
  const handle = useRef<CodeHandle>(null);
  return (
    <Field address={address} covers label={label} help={says.templateHelp} example={example}>
      {(ids) => (
        <div className="sb-form sb-tight">
          <div className="sb-tools">
            {chips.map((chip) => (
              <ToolButton
                key={chip}
                isMono
                unavailable={readOnly}
                label={says.insert(chip)}
                onClick={() => handle.current?.insert(chip)}
              >
                {chip}
              </ToolButton>
            ))}
            <ToolButton
              unavailable={readOnly ?? (value === undefined ? says.isStandard : undefined)}
              onClick={() => configure(label, path, undefined)}
            >
              {words.reset}
            </ToolButton>
          </div>
          <CodeField
            value={value ?? ''}
            ids={ids}
            readOnly={readOnly !== undefined}
            placeholder={says.standardTemplate}
            minLines={4}
            maxLines={16}
            handle={handle}
            onChange={(text) => {
              if (text === '') configure(label, path, undefined, label);
              else if (value === undefined) configure(label, path, { textPromptTemplate: text }, label);
              else write(label, [...path, 'textPromptTemplate'], text);
            }}
          />
        </div>
      )}
    </Field>
  );
}
