import type { JsonObject, JsonValue } from '@streambed/model';
import type { FunctionResponse, PortCall, Work, WorkResult } from '../ports/index.ts';
import { withFailedAction } from './failed-action.ts';
import { type NodeType, required } from './node-type.ts';
import { traceDocument } from './trace-document.ts';

/** Invokes a Lambda function and hands on what it returns. */
export const lambdaFunction: NodeType = {
  type: 'LambdaFunction',
  configurationKey: 'lambdaFunction',
  slots: () => ({ inputs: 'free', outputs: [required('functionResponse', 'Any')] }),
  missingConfiguration: (node) =>
    node.configuration?.lambdaFunction?.lambdaArn
      ? undefined
      : 'names no function; set lambdaArn to the ARN of the function it shall call.',
  lower: () => ({ kind: 'work' }),

  async execute(work, ports, call): Promise<WorkResult> {
    const functionArn = work.configuration.lambdaFunction?.lambdaArn ?? '';
    const payload = eventOf(work, call);
    let response: FunctionResponse;
    try {
      response = await ports.functions.invoke({ functionArn, payload }, call);
    } catch (error) {
      throw withFailedAction(error, ports, {
        ...INVOKE,
        operationRequest: tracedRequest(functionArn, payload),
      });
    }
    return {
      outputs: { functionResponse: response.payload },
      actions: [
        {
          at: ports.clock.now(),
          ...INVOKE,
          requestId: response.requestId,
          // Getters, since most executions are not traced and shortening a payload costs more than a trivial call.
          get operationRequest() {
            return tracedRequest(functionArn, payload);
          },
          get operationResponse() {
            return {
              statusCode: response.statusCode,
              requestId: response.requestId,
              payload: traceDocument(response.payload),
              ...(response.logTail !== undefined && { logResult: response.logTail }),
            };
          },
        },
      ],
    };
  },
};

const INVOKE = { serviceName: 'Lambda', operationName: 'Invoke' } as const;

const tracedRequest = (functionName: string, payload: JsonValue): JsonObject => ({
  functionName,
  invocationType: 'RequestResponse',
  payload: traceDocument(payload),
});

/** The event that a function receives: nodes.md section 3, LambdaFunction, "Event payload (documented)". */
const eventOf = (work: Work, call: PortCall): JsonObject => ({
  messageVersion: '1.0',
  flow: { flowArn: call.flowArn, flowAliasArn: call.flowAliasArn },
  node: {
    name: work.nodeName,
    inputs: work.inputs.map(({ name, type, expression, value }) => ({ name, type, expression, value })),
  },
});
