import { type FlowResponseStream, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import type { JsonObject, JsonValue } from '@streambed/model';
import { type Clients, explainError } from '../client/index.ts';
import { documentIn } from '../definitions/index.ts';
import { jsonText } from '../output/index.ts';
import { isFlowFailure } from './flow-failure.ts';
import type { FlowTool } from './flow-tools.ts';

/** The answer of a tool, as the Model Context Protocol has it. */
export interface ToolAnswer {
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: Record<string, JsonValue>;
  readonly isError?: boolean;
  readonly [key: string]: unknown;
}

export interface ToolCall {
  readonly given: JsonObject;
  /** Ends the call, and with it the flow's execution. */
  readonly signal: AbortSignal;
  /** Hears what the flow is doing, in words; the flow is traced for it. */
  readonly onProgress?: (message: string) => Promise<void>;
}

interface Output {
  readonly node: string;
  readonly document: JsonValue;
}

/** Runs the flow. A failure of it, or on the way to it, is an answer too, for the agent to read. */
export const callTool = async (
  { runtime, connection }: Clients,
  tool: FlowTool,
  { given, signal, onProgress }: ToolCall,
): Promise<ToolAnswer> => {
  try {
    const { responseStream } = await runtime.send(
      new InvokeFlowCommand({
        flowIdentifier: tool.flowId,
        flowAliasIdentifier: tool.aliasId,
        enableTrace: onProgress !== undefined,
        inputs: [
          {
            nodeName: tool.inputNode,
            nodeOutputName: tool.inputOutput,
            content: { document: documentIn(given, tool.input) },
          },
        ],
      }),
      { abortSignal: signal },
    );
    const outputs: Output[] = [];
    for await (const event of responseStream ?? []) {
      signal.throwIfAborted();
      const { flowOutputEvent: output, flowMultiTurnInputRequestEvent: question } = event;
      if (output) outputs.push({ node: output.nodeName!, document: output.content?.document as JsonValue });
      else if (question)
        return failed(
          `Node ${question.nodeName} asks back, and a tool cannot be answered: ${textOf(question.content?.document as JsonValue)}`,
        );
      const step = onProgress && stepOf(event);
      if (step !== undefined) await onProgress?.(step);
    }
    return answerOf(outputs, tool.outputNodes.length > 1);
  } catch (error) {
    if (isFlowFailure(error)) return failed(`${error.name}: ${error.message}`);
    const explained = explainError(error, connection);
    return failed(explained instanceof Error ? explained.message : String(explained));
  }
};

/** One text per output, under its node's name where there are several nodes to tell apart. */
const answerOf = (outputs: readonly Output[], isNamed: boolean): ToolAnswer => {
  const structured = structuredOf(outputs, isNamed);
  return {
    content: outputs.map(({ node, document }) => ({
      type: 'text',
      text: isNamed ? `${node}:\n${textOf(document)}` : textOf(document),
    })),
    ...(structured && { structuredContent: structured }),
  };
};

/** The only output where it is an object; of several nodes an object of their outputs, when none gave more than one. */
const structuredOf = (
  outputs: readonly Output[],
  isNamed: boolean,
): Record<string, JsonValue> | undefined => {
  if (isNamed) {
    const byNode = Object.fromEntries(outputs.map(({ node, document }) => [node, document]));
    return Object.keys(byNode).length === outputs.length ? byNode : undefined;
  }
  const only = outputs.length === 1 ? outputs[0]!.document : undefined;
  return typeof only === 'object' && only !== null && !Array.isArray(only)
    ? (only as Record<string, JsonValue>)
    : undefined;
};

/** What an event of the trace says of the flow's way, where it says something of it. */
const stepOf = ({ flowTraceEvent }: FlowResponseStream): string | undefined => {
  const { nodeInputTrace, nodeOutputTrace } = flowTraceEvent?.trace ?? {};
  if (nodeInputTrace) return `${nodeInputTrace.nodeName} begins`;
  return nodeOutputTrace && `${nodeOutputTrace.nodeName} is done`;
};

const failed = (text: string): ToolAnswer => ({ content: [{ type: 'text', text }], isError: true });

const textOf = (document: JsonValue): string =>
  typeof document === 'string' ? document : jsonText(document);
