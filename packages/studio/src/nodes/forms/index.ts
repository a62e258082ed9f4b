import type { FlowNodeType } from '@streambed/model/bedrock-agent';
import type { NodeView } from '../../document/index.ts';
import { isKnownType } from '../node-facts.ts';
import { agent } from './agent.tsx';
import { collector } from './collector.tsx';
import { condition } from './condition.tsx';
import type { NodeFormParts } from './form-parts.ts';
import { inlineCode } from './inline-code.tsx';
import { input } from './input.tsx';
import { iterator } from './iterator.tsx';
import { knowledgeBase } from './knowledge-base.tsx';
import { lambdaFunction } from './lambda-function.tsx';
import { lex } from './lex.tsx';
import { loop } from './loop.tsx';
import { loopController } from './loop-controller.tsx';
import { loopInput } from './loop-input.tsx';
import { output } from './output.tsx';
import { prompt } from './prompt.tsx';
import { retrieval } from './retrieval.tsx';
import { storage } from './storage.tsx';

/** One form per node type, one file each; the compiler finds one that is missing. */
const forms = {
  Input: input,
  Output: output,
  Prompt: prompt,
  KnowledgeBase: knowledgeBase,
  Agent: agent,
  LambdaFunction: lambdaFunction,
  Lex: lex,
  Retrieval: retrieval,
  Storage: storage,
  Condition: condition,
  Iterator: iterator,
  Collector: collector,
  InlineCode: inlineCode,
  Loop: loop,
  LoopInput: loopInput,
  LoopController: loopController,
} satisfies Record<FlowNodeType, (node: NodeView) => NodeFormParts>;

/** The form of a node; undefined for types that nobody here knows. */
export const formOf = (node: NodeView): NodeFormParts | undefined =>
  isKnownType(node.type) ? forms[node.type](node) : undefined;
