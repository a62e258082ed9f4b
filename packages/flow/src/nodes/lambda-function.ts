import type { JsonObject, JsonValue } from '@streambed/model';
import type { ActionRecord, FunctionResponse, PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
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
};

export async function invokeFunction(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
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
  return new Invoked(functionArn, payload, response, ports.clock.now());
}

/** A result whose action is made when somebody asks: most executions are not traced, and shortening payloads costs. */
class Invoked implements WorkResult {
  readonly outputs: WorkResult['outputs'];
  readonly #functionArn: string;
  readonly #payload: JsonObject;
  readonly #response: FunctionResponse;
  readonly #at: number;

  constructor(functionArn: string, payload: JsonObject, response: FunctionResponse, at: number) {
    this.outputs = { functionResponse: response.payload };
    this.#functionArn = functionArn;
    this.#payload = payload;
    this.#response = response;
    this.#at = at;
  }

  get actions(): ActionRecord[] {
    const { statusCode, requestId, payload, logTail } = this.#response;
    return [
      {
        at: this.#at,
        ...INVOKE,
        requestId,
        operationRequest: tracedRequest(this.#functionArn, this.#payload),
        operationResponse: {
          statusCode,
          requestId,
          payload: traceDocument(payload),
          ...(logTail !== undefined && { logResult: logTail }),
        },
      },
    ];
  }
}

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
