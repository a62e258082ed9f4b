import {
  type ConverseRequest,
  type ConverseResponse,
  createAnswerCollector,
  type FaultKind,
  FlowError,
  type PortCall,
  type Ports,
} from '../ports/index.ts';

/**
 * A model's whole answer. Where somebody watches the node (`call.onDelta`), its text is told as it is written, and what
 * comes of the call is the same nevertheless: a guardrail, or a schema that is asked for again until it is kept, judges an
 * answer as a whole, so such answers are not told in pieces; and an answer that breaks off is asked for once more, as a
 * whole. Rejects with the port's FlowError.
 */
export function askModel(request: ConverseRequest, ports: Ports, call: PortCall): Promise<ConverseResponse> {
  const { onDelta } = call;
  if (!onDelta || request.guardrailConfig || request.outputConfig) return ports.model.converse(request, call);
  return askAloud(request, ports, call, onDelta);
}

async function askAloud(
  request: ConverseRequest,
  ports: Ports,
  call: PortCall,
  onDelta: (text: string) => void,
): Promise<ConverseResponse> {
  const collector = createAnswerCollector();
  let hasBegun = false;
  try {
    for await (const event of ports.model.converseStream(request, call)) {
      hasBegun = true;
      collector.add(event);
      if ('contentBlockDelta' in event && event.contentBlockDelta.delta.text)
        onDelta(event.contentBlockDelta.delta.text);
    }
  } catch (error) {
    // Before the first event the port has tried all it can; after it nobody has tried again yet.
    if (!hasBegun || !(error instanceof FlowError) || !isPassing(error.fault.kind) || call.signal.aborted)
      throw error;
    return ports.model.converse(request, call);
  }
  return collector.answer() ?? ports.model.converse(request, call);
}

const isPassing = (kind: FaultKind): boolean =>
  kind === 'dependencyFailed' || kind === 'badGateway' || kind === 'throttling';
