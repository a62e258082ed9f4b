import type { FlowNodeType } from '../definition/index.ts';
import type { PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
import { askAgent } from './agent.ts';
import { runCode } from './inline-code.ts';
import { askKnowledgeBase } from './knowledge-base.ts';
import { invokeFunction } from './lambda-function.ts';
import { askBot } from './lex.ts';
import { askPrompt } from './prompt.ts';
import { retrieveObject } from './retrieval.ts';
import { storeObject } from './storage.ts';

type Execute = (work: Work, ports: Ports, call: PortCall) => Promise<WorkResult>;

/*
 * Apart from the node types, so that whoever only wants to know what nodes declare does not load what they do: browsers
 * run no nodes.
 */
const executions: Partial<Record<FlowNodeType, Execute>> = {
  Prompt: askPrompt,
  KnowledgeBase: askKnowledgeBase,
  Agent: askAgent,
  LambdaFunction: invokeFunction,
  Lex: askBot,
  Storage: storeObject,
  Retrieval: retrieveObject,
  InlineCode: runCode,
};

/** The work of a node whose type lowers to `work`. Rejects with FlowError; throws for types that do none. */
export function executeNode(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const execute = executions[work.nodeType];
  if (!execute) throw new Error(`Nodes of type ${work.nodeType} do no work of their own.`);
  return execute(work, ports, call);
}
