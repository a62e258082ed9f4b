import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useMemo } from 'react';
import type { NodeId, NodeView, NoteId } from '../../document/index.ts';
import { type Command, showKeys, useDocument, useEditor } from '../../editor/index.ts';
import { promptMessages as prompts, inspectorMessages as words } from '../../messages/nodes.ts';
import { EMPTY_SOURCE, FieldSourceContext } from '../editing/field-source.ts';
import { limitsOf } from '../editing/limits.ts';
import { useAccessReason } from '../editing/node-form.tsx';
import { ParameterField } from '../fields/parameter-field.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { TypeChoice } from '../fields/type-choice.tsx';
import { nodeFacts } from '../node-facts.ts';
import { NodeGlyph } from '../node-glyph.tsx';
import { ModelField } from '../resources/model-field.tsx';

const isArranging = ({ id }: Command): boolean => /align|distribute|spacing|tidy|layout|fold/i.test(id);
const isEditing = ({ id }: Command): boolean =>
  ['canvas.duplicate', 'canvas.copy', 'canvas.cut', 'canvas.delete'].includes(id);

/** The value that all have, `mixed` when they differ, undefined when one has none. */
const shared = <Value,>(values: readonly (Value | undefined)[]): Value | 'mixed' | undefined => {
  const [first] = values;
  if (values.some((value) => value === undefined)) return undefined;
  return values.every((value) => value === first) ? first : 'mixed';
};

const INLINE = ['prompt', 'sourceConfiguration', 'inline'] as const;
const TEMPERATURE = limitsOf('PromptModelInferenceConfiguration', 'temperature');

const modelOf = (node: NodeView): string | undefined =>
  node.configuration.prompt?.sourceConfiguration?.inline?.modelId;

/** Several things are selected: arrange them, and change what they have in common. */
export function ManyPanel({
  nodes,
  notes,
}: {
  readonly nodes: ReadonlySet<NodeId>;
  readonly notes: ReadonlySet<NoteId>;
}) {
  const editor = useEditor();
  const reason = useAccessReason();
  const all = useDocument((snapshot) => snapshot.nodes);
  const views = [...nodes].flatMap((id) => all.get(id) ?? []);
  const source = useMemo(() => ({ ...EMPTY_SOURCE, readOnly: reason }), [reason]);
  const commands = (choose: (command: Command) => boolean) => editor.commands.filter(choose);
  const button = (command: Command) => (
    <ToolButton
      key={command.id}
      label={`${command.label}${command.keys?.[0] === undefined ? '' : ` (${showKeys(command.keys[0])})`}`}
      unavailable={command.unavailable?.(editor)}
      onClick={() => void command.run(editor)}
    >
      {command.label}
    </ToolButton>
  );
  const model = shared(views.map(modelOf));
  const temperatures = views.map(
    ({ configuration }) =>
      configuration.prompt?.sourceConfiguration?.inline?.inferenceConfiguration?.text?.temperature ?? 'unset',
  );
  const temperature = shared(temperatures);
  const outputType = shared(
    views.map(({ type, outputs }): FlowNodeIODataType | undefined =>
      ['InlineCode', 'LambdaFunction', 'Retrieval', 'Input'].includes(type) ? outputs[0]?.type : undefined,
    ),
  );
  return (
    <FieldSourceContext value={source}>
      <header className="sb-node-head">
        <h2 className="sb-inspector-title">{words.selected(nodes.size, notes.size)}</h2>
      </header>
      <div className="sb-inspector-body sb-form">
        <ul className="sb-type-counts" aria-label={words.selection}>
          {views.slice(0, 12).map(({ id, name, type }) => (
            <li key={id} className={`sb-family-${nodeFacts(type).family}`}>
              <NodeGlyph type={type} size={16} />
              <button type="button" className="sb-link" onClick={() => editor.goTo({ node: id })}>
                {name}
              </button>
            </li>
          ))}
          {views.length > 12 && <li>{words.andMore(views.length - 12)}</li>}
        </ul>
        <section aria-label={words.arrange}>
          <h3 className="sb-inspector-subtitle">{words.arrange}</h3>
          <div className="sb-tools">{commands(isArranging).map(button)}</div>
        </section>
        <section aria-label={words.edit}>
          <h3 className="sb-inspector-subtitle">{words.edit}</h3>
          <div className="sb-tools">{commands(isEditing).map(button)}</div>
        </section>
        {model !== undefined && (
          <section aria-label={words.sharedFields}>
            <h3 className="sb-inspector-subtitle">{words.sharedFields}</h3>
            {model === 'mixed' && <p className="sb-side-note sb-note-above">{words.mixed}</p>}
            <ModelField
              address="configuration.prompt.sourceConfiguration.inline.modelId"
              value={model === 'mixed' ? '' : model}
              isOptional={model === 'mixed'}
              onChange={(modelId) =>
                editor.document.edit(words.steps.modelOfMany(views.length), (flow) => {
                  for (const { id } of views)
                    flow.configure(id, ['prompt', 'sourceConfiguration', 'inline', 'modelId'], modelId);
                })
              }
            />
          </section>
        )}
        {model !== undefined && (
          <ParameterField
            address="configuration.prompt.sourceConfiguration.inline.inferenceConfiguration.text.temperature"
            label={prompts.temperature}
            help={temperature === 'mixed' ? words.mixed : prompts.temperatureHelp}
            limits={TEMPERATURE}
            step={0.1}
            start={0.5}
            unset={temperature === 'mixed' ? words.different : prompts.modelDefault}
            value={typeof temperature === 'number' ? temperature : undefined}
            onChange={(next) =>
              editor.document.edit(
                words.steps.temperatureOfMany(views.length),
                (flow) => {
                  for (const { id, configuration } of views) {
                    const inline = configuration.prompt?.sourceConfiguration?.inline;
                    const isLast =
                      next === undefined &&
                      Object.keys(inline?.inferenceConfiguration?.text ?? {}).every(
                        (key) => key === 'temperature',
                      );
                    // An empty object would say that parameters are set where none is.
                    flow.configure(
                      id,
                      [...INLINE, 'inferenceConfiguration', ...(isLast ? [] : ['text', 'temperature'])],
                      next,
                    );
                  }
                },
                { joins: 'temperature of many' },
              )
            }
          />
        )}
        {outputType !== undefined && (
          <section aria-label={words.sharedFields}>
            <h3 className="sb-inspector-subtitle">{words.outputType}</h3>
            {outputType === 'mixed' && <p className="sb-side-note sb-note-above">{words.mixed}</p>}
            <TypeChoice
              label={words.outputType}
              value={outputType as FlowNodeIODataType}
              readOnly={reason !== undefined}
              onChange={(type) =>
                editor.document.edit(words.steps.typeOfMany(views.length), (flow) => {
                  for (const { id, outputs } of views) flow.changeOutput(id, outputs[0]!.name, { type });
                })
              }
            />
          </section>
        )}
        {model === undefined && outputType === undefined && (
          <p className="sb-side-note">{words.nothingShared}</p>
        )}
      </div>
    </FieldSourceContext>
  );
}
