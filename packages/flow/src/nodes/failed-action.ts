import { type ActionRecord, FlowError, type Ports } from '../ports/index.ts';

/** What a trace tells of a service call that failed, besides the failure. */
type Request = Pick<ActionRecord, 'serviceName' | 'operationName' | 'operationRequest'>;

/**
 * The failure of a service call together with its record, so that the trace of the failed node shows what was asked
 * and what came of it. What is no FlowError is a defect of ours and stays as it is.
 */
export function withFailedAction(error: unknown, { clock, ids }: Ports, request: Request): unknown {
  if (!(error instanceof FlowError)) return error;
  const { kind, message } = error.fault;
  const action: ActionRecord = {
    at: clock.now(),
    ...request,
    // The service's own id, where it gave one, did not come back with the failure.
    requestId: ids.uuid(),
    operationResponse: { error: { type: kind, message } },
  };
  return new FlowError(error.fault, {
    cause: error,
    actions: [action],
    ...(error.usage && { usage: error.usage }),
  });
}
