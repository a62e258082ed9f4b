import type { JsonObject, JsonValue } from '@streambed/model';
import type { Answered, PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
import { withFailedAction } from './failed-action.ts';
import { retrieveAndGenerateRequest, retrieveRequest } from './knowledge-base-request.ts';
import { inputValue } from './work-input.ts';

/** Passages, as they come: each with content, location, score and metadata (nodes.md, KnowledgeBase, "without model"). */
export async function retrieve(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const request = retrieveRequest(configurationOf(work), queryOf(work));
  const answered = await traced(ports, 'Retrieve', request, () =>
    ports.knowledgeBases.retrieve(request, call),
  );
  return {
    outputs: { retrievalResults: answered.response.retrievalResults as unknown as JsonValue },
    actions: [actionOf(ports, 'Retrieve', request, answered)],
  };
}

/**
 * The written answer alone; citations stay in the trace. A guardrail that intervenes has put its message in place of
 * the answer, which goes on through the flow like any other.
 */
export async function retrieveAndGenerate(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const configuration = configurationOf(work);
  const request = retrieveAndGenerateRequest(
    configuration,
    configuration.modelId ?? '',
    queryOf(work),
    call.latency,
  );
  const answered = await traced(ports, 'RetrieveAndGenerate', request, () =>
    ports.knowledgeBases.retrieveAndGenerate(request, call),
  );
  return {
    outputs: { outputText: answered.response.output.text },
    actions: [actionOf(ports, 'RetrieveAndGenerate', request, answered)],
  };
}

const configurationOf = ({ configuration }: Work) => configuration.knowledgeBase ?? { knowledgeBaseId: '' };

const queryOf = (work: Work): string => String(inputValue(work, 'retrievalQuery'));

type OperationName = 'Retrieve' | 'RetrieveAndGenerate';

async function traced<Response>(
  ports: Ports,
  operationName: OperationName,
  request: object,
  ask: () => Promise<Answered<Response>>,
): Promise<Answered<Response>> {
  try {
    return await ask();
  } catch (error) {
    throw withFailedAction(error, ports, calledOf(operationName, request));
  }
}

const actionOf = (
  ports: Ports,
  operationName: OperationName,
  request: object,
  { response, requestId }: Answered<object>,
) => ({
  at: ports.clock.now(),
  ...calledOf(operationName, request),
  requestId,
  operationResponse: response as JsonObject,
});

const calledOf = (operationName: OperationName, request: object) => ({
  serviceName: 'bedrock',
  operationName,
  operationRequest: request as JsonObject,
});
