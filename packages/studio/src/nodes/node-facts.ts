import type { FlowNodeType } from '@streambed/model/bedrock-agent';
import type { FlowSnapshot, NodeView } from '../document/index.ts';
import { nodeMessages } from '../messages/node-types.ts';
import { glyphs } from './glyphs.ts';
import { nodeSummary } from './node-summary.ts';

export type NodeFamily = 'boundary' | 'model' | 'data' | 'logic' | 'code' | 'unknown';

/** What the studio knows of a node type, wherever nodes are shown: card, palette, quick add, outline, inspector. */
export interface NodeFacts {
  readonly family: NodeFamily;
  /** One SVG path on a square of 20: lines of 1.5, no fill. `NodeGlyph` draws it. */
  readonly glyph: string;
  readonly label: string;
  /** Other words people look for it with. */
  readonly synonyms: readonly string[];
  /** One sentence. */
  readonly oneLine: string;
  /**
   * What the card's second line says after the type: `claude-sonnet · T 0.2`; '' when there is nothing to say, undefined
   * while the node is not configured. With a snapshot, a Loop tells of its body, an Iterator of its source and an Input of its
   * example.
   */
  summary(node: NodeView, snapshot?: FlowSnapshot): string | undefined;
}

const FAMILIES: Readonly<Record<FlowNodeType, NodeFamily>> = {
  Input: 'boundary',
  Output: 'boundary',
  Prompt: 'model',
  Agent: 'model',
  KnowledgeBase: 'data',
  Retrieval: 'data',
  Storage: 'data',
  Condition: 'logic',
  Iterator: 'logic',
  Collector: 'logic',
  Loop: 'logic',
  LoopInput: 'logic',
  LoopController: 'logic',
  LambdaFunction: 'code',
  InlineCode: 'code',
  Lex: 'code',
};

/** Every type that the studio knows, by family, as the palette lists them. */
export const NODE_TYPES = Object.keys(FAMILIES) as readonly FlowNodeType[];

const isKnownType = (type: string): type is FlowNodeType => Object.hasOwn(FAMILIES, type);

const known = new Map<string, NodeFacts>(
  NODE_TYPES.map((type) => [
    type,
    { family: FAMILIES[type], glyph: glyphs[type], ...nodeMessages.types[type], summary: nodeSummary },
  ]),
);

/** The facts of a type; of one that a newer cloud may send as well, the same object each time. */
export const nodeFacts = (type: string): NodeFacts => {
  let facts = known.get(type);
  if (!facts) {
    facts = {
      family: 'unknown',
      glyph: glyphs.unknown,
      synonyms: [],
      ...nodeMessages.unknownType(type),
      summary: () => '',
    };
    known.set(type, facts);
  }
  return facts;
};

export { isKnownType };
