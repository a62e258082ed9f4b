import type { JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useApi } from '../../api/index.ts';
import { formatMoment } from '../../components/index.ts';
import type { FlowSnapshot, NodeView, SavedInput } from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { previewExpression } from '../expression/expression-preview.ts';
import { Field } from '../fields/field.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { connectionsFrom } from '../inspector/connections.ts';
import { OutputsSection } from '../inspector/outputs-section.tsx';
import { JsonValueEditor, type PastValue } from '../json/json-value-editor.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** What callers send: its type, and an example that feeds tests and completion. */
export const input = (): NodeFormParts => ({ Before: InputForm, outputs: 'hidden' });

const EXAMPLE = 'Example';
const PLACEHOLDERS: Readonly<Record<FlowNodeIODataType, string>> = {
  String: words.input.exampleString,
  Number: '42',
  Boolean: 'true',
  Object: '{"genre": "jazz", "number": 3}',
  Array: '["jazz", "rock"]',
};

const exampleOf = (saved: readonly SavedInput[]): SavedInput | undefined =>
  saved.find(({ name }) => name.toLowerCase() === EXAMPLE.toLowerCase());

function InputForm() {
  const { node, readOnly, edit } = useNodeForm();
  const editor = useEditor();
  const { streambed } = useApi();
  const saved = useDocument((snapshot) => snapshot.savedInputs);
  const inputs = useDocument(countInputs);
  const type = node.outputs[0]?.type ?? 'String';
  const example = exampleOf(saved);
  const document =
    example && (inputs > 1 ? memberOf(example.document, node.name) : (example.document as JsonValue));
  const pastValues = async (): Promise<readonly PastValue[]> => {
    const { runSummaries } = await streambed.listRuns({ flowIdentifier: editor.flowId, maxResults: 10 });
    const runs = runSummaries.filter(({ recording, mode }) => recording === 'Values' && mode !== 'OnlyNode');
    const given = await Promise.all(runs.map(({ runId }) => streambed.getRun({ runId })));
    return given.flatMap(({ run, inputs: all = [] }) => {
      const own = all.find(({ nodeName }) => nodeName === node.name) ?? all[0];
      return own ? [{ label: `${formatMoment(run.startedAt)} · ${run.runId}`, value: own.document }] : [];
    });
  };
  return (
    <>
      <OutputsSection
        options={{
          title: words.input.output,
          help: words.input.outputHelp,
          below: <BrokenExpressions type={type} />,
        }}
      />
      <Section title={words.input.example} summary={document === undefined ? words.none : words.given}>
        <Field address="example" label={words.input.exampleLabel} help={words.input.exampleHelp}>
          <JsonValueEditor
            value={document}
            label={words.input.exampleLabel}
            type={type}
            readOnly={readOnly !== undefined}
            placeholder={PLACEHOLDERS[type]}
            pastValues={pastValues}
            onChange={(value) =>
              edit(
                words.input.step,
                (flow) =>
                  flow.saveInput({
                    ...(example && { id: example.id }),
                    name: example?.name ?? EXAMPLE,
                    document:
                      inputs > 1
                        ? { ...(example?.document as object | undefined), [node.name]: value }
                        : value,
                  }),
                'example',
              )
            }
          />
        </Field>
      </Section>
    </>
  );
}

const countInputs = ({ nodes }: FlowSnapshot): number => {
  let count = 0;
  for (const { type } of nodes.values()) if (type === 'Input') count++;
  return count;
};

const memberOf = (document: unknown, name: string): JsonValue | undefined =>
  typeof document === 'object' && document !== null
    ? (document as { [name: string]: JsonValue })[name]
    : undefined;

interface Broken {
  readonly target: NodeView;
  readonly input: string;
  readonly expression: string;
  readonly inputType: FlowNodeIODataType;
  readonly isWhole: boolean;
}

/** Expressions that read the input and do not fit its type any more, each with its ways out. */
function BrokenExpressions({ type }: { readonly type: FlowNodeIODataType }) {
  const { node, readOnly, edit } = useNodeForm();
  const { document } = useEditor();
  useDocument((snapshot) => snapshot.revision);
  const snapshot = document.snapshot();
  const broken = connectionsFrom(snapshot, node, { output: node.outputs[0]?.name ?? '' }).flatMap(
    ({ target, targetInput }): Broken[] => {
      const view = target === undefined ? undefined : snapshot.nodes.get(target);
      const own = view?.inputs.find(({ name }) => name === targetInput);
      if (!view || !own) return [];
      const preview = previewExpression(own.expression, { declared: type }, own.type);
      if (preview.kind !== 'mismatch' && preview.kind !== 'nowhere') return [];
      const isWhole = own.expression === '$.data';
      return [{ target: view, input: own.name, expression: own.expression, inputType: own.type, isWhole }];
    },
  );
  if (broken.length === 0) return null;
  return (
    <div>
      <p className="sb-side-note">{words.input.broken(type)}</p>
      <ul className="sb-plain-list">
        {broken.map(({ target, input: name, expression, inputType, isWhole }) => (
          <li key={`${target.id} ${name}`}>
            <code className="sb-mono">
              {target.name}.{name}
            </code>{' '}
            {words.input.brokenAt(expression, inputType)}{' '}
            {!isWhole && (
              <ToolButton
                unavailable={readOnly}
                onClick={() =>
                  edit(words.input.fixStep, (flow) =>
                    flow.changeInput(target.id, name, { expression: '$.data' }),
                  )
                }
              >
                {words.input.useWhole}
              </ToolButton>
            )}
            {isWhole && (
              <ToolButton
                unavailable={readOnly}
                onClick={() =>
                  edit(words.input.fixStep, (flow) => flow.changeInput(target.id, name, { type }))
                }
              >
                {words.input.setTarget(name, type)}
              </ToolButton>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
