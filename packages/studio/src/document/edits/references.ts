import { renameReference, renameVariable, templateVariables } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import type { FlowNodeConfiguration, PromptTemplateConfiguration } from '@streambed/model/bedrock-agent';
import type { FlowEdit } from '../flow-edit.ts';
import type { NodeId, NodeView } from '../flow-snapshot.ts';
import { sameJson } from '../y-json.ts';
import type { EditContext } from './edit-context.ts';
import { writePath } from './write-path.ts';

const INLINE_TEMPLATE = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration'] as const;
/** Where a node's configuration holds templates; every text below is one. */
const TEMPLATES: readonly (readonly string[])[] = [
  INLINE_TEMPLATE,
  ['knowledgeBase', 'promptTemplate'],
  ['knowledgeBase', 'orchestrationConfiguration', 'promptTemplate'],
];
/** Where it holds conditions; every `expression` below is one. */
const CONDITIONS: readonly (readonly string[])[] = [
  ['condition', 'conditions'],
  ['loopController', 'continueCondition'],
];

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);

/** The value with its strings changed; `member` is the name that a string goes by, of an item that of its list. */
const mapTexts = (
  value: unknown,
  change: (text: string, member: string, list: string) => string,
  member = '',
  list = '',
): unknown => {
  if (typeof value === 'string') return change(value, member, list);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change, member, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mapTexts(inner, change, name, list)]),
  );
};

/** Conditions and templates of the node name its input by the new name. */
export const renameUses = (context: EditContext, id: NodeId, from: string, to: string): void => {
  const { configuration } = context.node(id);
  const rewrite = (path: readonly string[], change: Parameters<typeof mapTexts>[1]) => {
    const before = at(configuration, path);
    if (before === undefined) return;
    const after = mapTexts(before, change);
    if (!sameJson(before, after)) writePath(context.json(id), ['configuration', ...path], after as JsonValue);
  };
  for (const path of CONDITIONS)
    rewrite(path, (text, member) => (member === 'expression' ? renameReference(text, from, to) : text));
  for (const path of TEMPLATES)
    rewrite(path, (text, member, list) => {
      if (list === 'inputVariables') return text === from ? to : text;
      return member === 'text' || member === 'textPromptTemplate' ? renameVariable(text, from, to) : text;
    });
};

const templateOf = (configuration: FlowNodeConfiguration): PromptTemplateConfiguration | undefined =>
  configuration.prompt?.sourceConfiguration?.inline?.templateConfiguration;

/**
 * Gives a Prompt node an input (String, unconnected) for each variable of its template that has none, and lists the
 * variables where the wire does. `writing` is a name that is still being typed, and waits.
 */
export const followVariables = (flow: FlowEdit, id: NodeId, writing?: string): void => {
  const node = flow.snapshot().nodes.get(id);
  const template = node && templateOf(node.configuration);
  if (!template) return;
  const names = templateVariables(template).filter((name) => name !== writing);
  for (const name of names)
    if (!node.inputs.some((input) => input.name === name))
      flow.addInput(id, { name, type: 'String', expression: '$.data' });
  const kind = template.chat ? 'chat' : 'text';
  if (!template[kind]) return;
  const listed = (template[kind].inputVariables ?? []).map(({ name }) => name);
  if (listed.join() !== names.join())
    flow.configure(
      id,
      [...INLINE_TEMPLATE, kind, 'inputVariables'],
      names.length === 0 ? undefined : names.map((name) => ({ name })),
    );
};

/** Variables of a Prompt node's template that no input carries. */
export const missingInputs = ({ configuration, inputs }: NodeView): readonly string[] =>
  templateVariables(templateOf(configuration)).filter((name) => !inputs.some((input) => input.name === name));

/** Inputs of a Prompt node that its template does not name any more; none where the template lies in the library. */
export const unusedInputs = ({ configuration, inputs }: NodeView): readonly string[] => {
  const template = templateOf(configuration);
  if (!template) return [];
  const names = new Set(templateVariables(template));
  return inputs.map(({ name }) => name).filter((name) => !names.has(name));
};
