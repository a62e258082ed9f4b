import type { FlowNodeType } from '../definition/index.ts';
import { agent } from './agent.ts';
import { collector } from './collector.ts';
import { condition } from './condition.ts';
import { inlineCode } from './inline-code.ts';
import { input } from './input.ts';
import { iterator } from './iterator.ts';
import { knowledgeBase } from './knowledge-base.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lex } from './lex.ts';
import { loop } from './loop.ts';
import { loopController } from './loop-controller.ts';
import { loopInput } from './loop-input.ts';
import type { NodeType } from './node-type.ts';
import { output } from './output.ts';
import { prompt } from './prompt.ts';
import { retrieval } from './retrieval.ts';
import { storage } from './storage.ts';

/** Every node type of the model; the compiler finds one that is missing. */
export const nodeTypes = {
  Input: input,
  Output: output,
  Condition: condition,
  Iterator: iterator,
  Collector: collector,
  Loop: loop,
  LoopInput: loopInput,
  LoopController: loopController,
  Prompt: prompt,
  KnowledgeBase: knowledgeBase,
  Agent: agent,
  LambdaFunction: lambdaFunction,
  Lex: lex,
  Storage: storage,
  Retrieval: retrieval,
  InlineCode: inlineCode,
} satisfies Record<FlowNodeType, NodeType>;

/** The node type of that name. */
export const nodeTypeOf = (type: FlowNodeType): NodeType => nodeTypes[type];

export { DEFAULT_CONDITION } from './condition.ts';
export { executeNode } from './execute-node.ts';
export type { Lowering, NodeType, Slot, Slots } from './node-type.ts';
