import { bedrockAgent, type JsonObject, type JsonValue } from '@streambed/model';
import type { FlowDefinition } from '../definition/index.ts';

/** What a definition names that lives outside of it. */
export type ReferenceKind =
  | 'model'
  | 'function'
  | 'bot'
  | 'agent'
  | 'prompt'
  | 'knowledgeBase'
  | 'guardrail'
  | 'bucket';

/** One thing outside of the flow, and every place that names it. */
export interface Reference {
  readonly kind: ReferenceKind;
  /** ARN, id or name, as the definition has it. */
  readonly value: string;
  readonly places: readonly ReferencePlace[];
}

export interface ReferencePlace {
  /** `Refine/Critic`. */
  readonly node: string;
  /** Below the node: `configuration.lambdaFunction.lambdaArn`. */
  readonly field: string;
}

/** Shapes of the wire model whose values lead out of the flow. */
const kindOfShape: { readonly [shape: string]: ReferenceKind } = {
  FlowPromptModelIdentifier: 'model',
  KnowledgeBaseModelIdentifier: 'model',
  BedrockRerankingModelArn: 'model',
  FlowLambdaArn: 'function',
  FlowLexBotAliasArn: 'bot',
  FlowAgentAliasArn: 'agent',
  FlowPromptArn: 'prompt',
  FlowKnowledgeBaseId: 'knowledgeBase',
  GuardrailIdentifier: 'guardrail',
  FlowS3BucketName: 'bucket',
};

/** Everything outside that the flow and the bodies of its loops name, each value once, in the order met. */
export const referencesIn = (definition: FlowDefinition): readonly Reference[] => {
  const found = new Map<string, { kind: ReferenceKind; value: string; places: ReferencePlace[] }>();
  visitReferences(definition, (kind, value, place) => {
    const key = `${kind} ${value}`;
    const present = found.get(key);
    if (present) present.places.push(place);
    else found.set(key, { kind, value, places: [place] });
    return value;
  });
  return [...found.values()];
};

/** The definition with other values where `replacementOf` gives one; parts without a change stay the same objects. */
export const replaceReferences = (
  definition: FlowDefinition,
  replacementOf: (kind: ReferenceKind, value: string) => string | undefined,
): FlowDefinition => visitReferences(definition, (kind, value) => replacementOf(kind, value) ?? value);

type Visit = (kind: ReferenceKind, value: string, place: ReferencePlace) => string;

const visitReferences = (definition: FlowDefinition, visit: Visit): FlowDefinition =>
  visitValue(
    'FlowDefinition',
    definition as JsonValue,
    { scope: '', node: '', field: '' },
    visit,
  ) as FlowDefinition;

/** Where a walk is: the loops around, the node, and the members below it. */
interface At {
  readonly scope: string;
  readonly node: string;
  readonly field: string;
}

const visitValue = (shapeName: string, value: JsonValue, at: At, visit: Visit): JsonValue => {
  const kind = kindOfShape[shapeName];
  if (kind !== undefined && typeof value === 'string')
    return visit(kind, value, {
      node: at.scope === '' ? at.node : `${at.scope}/${at.node}`,
      field: at.field,
    });
  const shape = bedrockAgent.shapes[shapeName]!;
  if (typeof value !== 'object' || value === null) return value;
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return value;
    const items = value.map((item, index) =>
      visitValue(shape.member, item, within(shape.member, item, at, index), visit),
    );
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (shape.type !== 'structure' || shape.document || Array.isArray(value)) return value;
  let changed: JsonObject | undefined;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    if (!known) continue;
    const isBody = known.shape === 'FlowDefinition';
    const deeper = isBody
      ? { scope: at.scope === '' ? at.node : `${at.scope}/${at.node}`, node: '', field: '' }
      : { ...at, field: at.field === '' ? name : `${at.field}.${name}` };
    const visited = visitValue(known.shape, member, deeper, visit);
    if (visited !== member) {
      changed ??= { ...value };
      changed[name] = visited;
    }
  }
  return changed ?? value;
};

const within = (shapeName: string, item: JsonValue, at: At, index: number): At =>
  shapeName === 'FlowNode'
    ? { scope: at.scope, node: String((item as JsonObject | null)?.name ?? ''), field: '' }
    : { ...at, field: `${at.field}[${index}]` };
