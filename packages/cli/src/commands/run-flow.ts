import { type FlowResponseStream, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { type FlowDefinition, parseDefinition } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import type { FlowTrace } from '@streambed/model/bedrock-agent-runtime';
import { type Clients, findAlias, findFlow, servedDefinition, TEST_ALIAS } from '../client/index.ts';
import { usageFailure } from '../failure.ts';
import { jsonText, OutputPrinter, openTerminal, renderTrace, TraceBuilder } from '../output/index.ts';
import { isFlowFailure } from './flow-failure.ts';

export interface RunRequest {
  /** Id, ARN or name. */
  readonly flow: string;
  readonly alias: string | undefined;
  readonly document: JsonValue;
  readonly inputNode: string | undefined;
  readonly trace: boolean;
  readonly json: boolean;
}

/**
 * Invokes a flow and writes what comes: outputs at once, the trace's tree at the end, or events as JSON lines. Resolves
 * with whether the flow ran to its end; a failure of the flow is told on standard error.
 */
export const runFlow = async (
  { agent, runtime, connection }: Clients,
  request: RunRequest,
): Promise<boolean> => {
  const terminal = openTerminal();
  const flow = await findFlow(agent, request.flow);
  const flowIdentifier = flow.id!;
  const flowAliasIdentifier = await findAlias(agent, flowIdentifier, request.alias ?? TEST_ALIAS);
  const definition = typed(await servedDefinition(agent, flow, flowAliasIdentifier));
  const printer = new OutputPrinter(terminal, outputNodesOf(definition) > 1);
  const builder = new TraceBuilder(definition);

  let failure: Error | undefined;
  let executionId: string | undefined;
  try {
    const answer = await runtime.send(
      new InvokeFlowCommand({
        flowIdentifier,
        flowAliasIdentifier,
        enableTrace: request.trace,
        inputs: [{ ...inputNodeOf(definition, request), content: { document: request.document } }],
      }),
    );
    executionId = answer.executionId;
    for await (const event of answer.responseStream ?? []) {
      if (request.json) terminal.write(`${jsonText(event)}\n`);
      else show(event, printer, builder);
    }
  } catch (error) {
    // What is not an exception of the service (a broken connection, wrong credentials) is not the flow's failure.
    if (!isFlowFailure(error)) throw error;
    failure = error;
    if (request.json) terminal.write(`${jsonText(exceptionEvent(error))}\n`);
  }
  if (request.trace && !request.json) {
    printer.end();
    terminal.write(renderTrace(builder.tree(), terminal.style));
  }
  if (failure) terminal.note(terminal.noteStyle.colours.red(`${failure.name}: ${failure.message}`));
  else if (printer.waitsFor !== undefined)
    terminal.note(
      `The flow waits for an answer to node ${printer.waitsFor} (execution ${executionId} at ${connection.name}).`,
    );
  return failure === undefined;
};

const show = (event: FlowResponseStream, printer: OutputPrinter, builder: TraceBuilder): void => {
  if (event.flowOutputEvent)
    printer.output(event.flowOutputEvent.nodeName!, event.flowOutputEvent.content?.document as JsonValue);
  else if (event.flowTraceEvent?.trace) builder.add(event.flowTraceEvent.trace as FlowTrace);
  else if (event.flowMultiTurnInputRequestEvent) {
    const { nodeName, content } = event.flowMultiTurnInputRequestEvent;
    printer.question(nodeName!, content?.document as JsonValue);
  }
};

/** The SDK's definition is the API's JSON; unknown parts of a newer service are dropped. */
const typed = (definition: unknown): FlowDefinition => {
  const parsed = parseDefinition(definition ?? {});
  return parsed.ok ? parsed.definition : {};
};

const outputNodesOf = (definition: FlowDefinition): number =>
  (definition.nodes ?? []).filter(({ type }) => type === 'Output').length;

const inputNodeOf = (
  definition: FlowDefinition,
  { inputNode, flow }: RunRequest,
): { readonly nodeName: string; readonly nodeOutputName: string } => {
  const nodes = (definition.nodes ?? []).filter(({ type }) => type === 'Input');
  const node = inputNode === undefined ? nodes[0] : nodes.find(({ name }) => name === inputNode);
  if (node === undefined && inputNode === undefined)
    throw usageFailure(
      `Flow ${flow} has no Input node that the document could go to; name one with --input-node.`,
    );
  return {
    nodeName: node?.name ?? inputNode!,
    nodeOutputName: node?.outputs?.[0]?.name ?? 'document',
  };
};

/** The exception as the stream has it: `{"validationException": {"message": …}}`. */
const exceptionEvent = ({ name, message, resourceName }: Error & { resourceName?: string }) => ({
  [name.charAt(0).toLowerCase() + name.slice(1)]: {
    message,
    ...(resourceName !== undefined && { resourceName }),
  },
});
