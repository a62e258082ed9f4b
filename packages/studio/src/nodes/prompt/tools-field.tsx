import Select from '@cloudscape-design/components/select';
import type { JsonValue } from '@streambed/model';
import type { Tool, ToolConfiguration } from '@streambed/model/bedrock-agent';
import { useState } from 'react';
import { uniqueName } from '../../document/index.ts';
import { promptMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { limitsOf } from '../editing/limits.ts';
import { Field } from '../fields/field.tsx';
import { NameInput } from '../fields/name-input.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { JsonTextEditor } from '../json/json-text-editor.tsx';
import { schemaProblem } from './prompt-value.ts';
import { SchemaForm } from './schema-form.tsx';
import '../inspector/inspector.css';

const NAME = limitsOf('ToolSpecification', 'name');

const choiceOf = ({ toolChoice }: ToolConfiguration): string => {
  if (toolChoice?.tool) return `tool ${toolChoice.tool.name}`;
  return toolChoice?.any ? 'any' : 'auto';
};

/** Tools that the model may ask for: name, description, schema; and whether it must. */
export function ToolsField({
  address,
  value,
  warning,
  onChange,
}: {
  /** Of the ToolConfiguration. */
  readonly address: string;
  readonly value: ToolConfiguration | undefined;
  /** Why the model makes nothing of tools; shown where there are some. */
  readonly warning?: string | undefined;
  onChange(value: ToolConfiguration | undefined, what: string, joins?: string): void;
}) {
  const readOnly = useReadOnly() !== undefined;
  const tools = value?.tools ?? [];
  const names = tools.flatMap(({ toolSpec }) => toolSpec?.name ?? []);
  const put = (next: readonly Tool[], joins?: string) =>
    onChange(next.length === 0 ? undefined : { ...value, tools: [...next] }, words.tools, joins);
  const add = () =>
    put([
      ...tools,
      {
        toolSpec: {
          name: uniqueName('tool', new Set(names)),
          description: words.toolDescription,
          inputSchema: { json: { type: 'object', properties: {}, required: [] } },
        },
      },
    ]);
  const choices = [
    { value: 'auto', label: words.toolChoices.auto },
    { value: 'any', label: words.toolChoices.any },
    ...names.map((name) => ({ value: `tool ${name}`, label: words.toolChoices.tool(name) })),
  ];
  return (
    <Field
      address={address}
      covers
      label={words.toolsLabel}
      help={words.toolsHelp}
      example={words.toolsExample}
      warning={tools.length > 0 ? warning : undefined}
    >
      <div className="sb-form sb-tight">
        {tools.map((tool, index) => (
          <ToolCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a tool's name changes while it is typed
            key={index}
            tool={tool}
            names={names}
            readOnly={readOnly}
            onChange={(next, joins) => put(tools.with(index, next), joins)}
            onRemove={() => put(tools.toSpliced(index, 1))}
          />
        ))}
        <div className="sb-tools">
          <ToolButton unavailable={readOnly ? words.readOnly : undefined} onClick={add}>
            + {words.addTool}
          </ToolButton>
        </div>
        {names.length > 0 && value && (
          <Select
            ariaLabel={words.toolChoice}
            disabled={readOnly}
            selectedOption={choices.find((choice) => choice.value === choiceOf(value)) ?? null}
            options={choices}
            expandToViewport
            onChange={({ detail }) => {
              const chosen = detail.selectedOption.value ?? 'auto';
              const { toolChoice: _, ...others } = value;
              onChange(
                chosen === 'auto'
                  ? others
                  : {
                      ...others,
                      toolChoice:
                        chosen === 'any' ? { any: {} } : { tool: { name: chosen.slice('tool '.length) } },
                    },
                words.toolChoice,
              );
            }}
          />
        )}
      </div>
    </Field>
  );
}

function ToolCard({
  tool: { toolSpec, cachePoint },
  names,
  readOnly,
  onChange,
  onRemove,
}: {
  readonly tool: Tool;
  readonly names: readonly string[];
  readonly readOnly: boolean;
  onChange(tool: Tool, joins?: string): void;
  onRemove(): void;
}) {
  const [nameProblem, setNameProblem] = useState<string>();
  const [jsonProblem, setJsonProblem] = useState<string>();
  const [isText, setText] = useState(false);
  if (!toolSpec)
    return (
      <div className="sb-input-card">
        <div className="sb-input-line">
          <span className="sb-slot-name">{cachePoint ? words.cachePoint : words.unknownTool}</span>
          <ToolButton
            label={words.removeTool(words.cachePoint)}
            unavailable={readOnly ? words.readOnly : undefined}
            onClick={onRemove}
          >
            ×
          </ToolButton>
        </div>
      </div>
    );
  const { name, description = '', inputSchema } = toolSpec;
  const schema = inputSchema.json ?? {};
  const wrong = schemaProblem(schema);
  const set = (change: Partial<typeof toolSpec>, joins: string) =>
    onChange({ toolSpec: { ...toolSpec, ...change } }, `${joins} ${name}`);
  return (
    <fieldset className="sb-input-card" aria-label={words.toolNamed(name)}>
      <div className="sb-input-line">
        <NameInput
          value={name}
          label={words.toolName(name)}
          limits={NAME}
          taken={names}
          readOnly={readOnly}
          onProblem={(problem) => setNameProblem(problem === undefined ? undefined : words.toolPattern)}
          onCommit={(next) => onChange({ toolSpec: { ...toolSpec, name: next } })}
        />
        <ToolButton isPressed={isText} onClick={() => setText(!isText)}>
          {words.asText}
        </ToolButton>
        <ToolButton
          label={words.removeTool(name)}
          unavailable={readOnly ? words.readOnly : undefined}
          onClick={onRemove}
        >
          ×
        </ToolButton>
      </div>
      {nameProblem !== undefined && <p className="sb-name-error">{nameProblem}</p>}
      <input
        className="sb-name-line-input"
        aria-label={words.descriptionOf(name)}
        placeholder={words.toolDescription}
        readOnly={readOnly}
        value={description}
        onChange={(event) => {
          const { description: _, ...others } = toolSpec;
          const next = event.target.value;
          onChange(
            { toolSpec: next === '' ? others : { ...others, description: next } },
            `description ${name}`,
          );
        }}
      />
      {isText ? (
        <JsonTextEditor
          value={schema}
          label={words.schemaOf(name)}
          readOnly={readOnly}
          onProblem={(problem) => setJsonProblem(problem && words.jsonAt(problem.line, problem.message))}
          onChange={(json) => {
            if (json !== undefined) set({ inputSchema: { json } }, 'schema');
          }}
        />
      ) : (
        <SchemaForm
          schema={schema}
          label={words.schemaOf(name)}
          readOnly={readOnly}
          onChange={(json: JsonValue) => set({ inputSchema: { json } }, 'schema')}
        />
      )}
      {jsonProblem !== undefined && <p className="sb-name-error">{jsonProblem}</p>}
      {jsonProblem === undefined && wrong !== undefined && (
        <p className="sb-name-error">{words.schemaWrong(wrong)}</p>
      )}
    </fieldset>
  );
}
