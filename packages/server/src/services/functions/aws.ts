import type { LambdaClient } from '@aws-sdk/client-lambda';
import {
  badGateway,
  dependencyFailed,
  type FunctionPort,
  type Ids,
  parseJsonText,
} from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import {
  type AwsServiceConfiguration,
  awsFault,
  clientSettings,
  clientsByRegion,
  limitResponses,
  limitResponsesPlace,
} from '../aws/index.ts';
import { parseFunctionArn } from './function-arn.ts';
import { functionFault, readFunctionError } from './function-error.ts';
import { MAXIMUM_PAYLOAD_BYTES } from './runtime-api.ts';

export interface AwsFunctionsOptions {
  readonly configuration?: AwsServiceConfiguration;
  /** For services that send no request id. */
  readonly ids: Ids;
}

/**
 * Functions in Lambda, or in anything that speaks its API, through the AWS SDK: synchronous, with the tail of the log.
 * One client per region: the configured one, or the region of the ARN. The SDK is loaded with the first call.
 */
export function createAwsFunctions(options: AwsFunctionsOptions): FunctionPort & { close(): Promise<void> } {
  const configuration = options.configuration ?? {};
  const clients = clientsByRegion<LambdaClient>(async (region) => {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    const client = new LambdaClient(await clientSettings(configuration, region));
    client.middlewareStack.add(limitResponses(MAXIMUM_PAYLOAD_BYTES), limitResponsesPlace);
    return client;
  });

  return {
    async invoke({ functionArn, payload }, call) {
      call.signal.throwIfAborted();
      const { name, region } = parseFunctionArn(functionArn);
      const { InvokeCommand } = await import('@aws-sdk/client-lambda');
      const client = await clients.of(configuration.region ?? region);
      try {
        const answer = await client.send(
          new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: 'RequestResponse',
            LogType: 'Tail',
            Payload: new TextEncoder().encode(JSON.stringify(payload)),
          }),
          { abortSignal: call.signal },
        );
        const bytes = answer.Payload ?? new Uint8Array();
        if (answer.FunctionError !== undefined)
          throw functionFault(functionArn, name, readFunctionError(bytes, answer.FunctionError));
        return {
          payload: readPayload(bytes, functionArn, name),
          statusCode: answer.StatusCode ?? 200,
          requestId: answer.$metadata.requestId ?? options.ids.uuid(),
          ...(answer.LogResult && { logTail: Buffer.from(answer.LogResult, 'base64').toString('utf8') }),
        };
      } catch (error) {
        throw awsFault(
          error,
          {
            service: 'Lambda',
            operation: 'Invoke',
            resource: functionArn,
            explained: {
              ResourceNotFoundException: `Lambda has no function ${name} in ${configuration.region ?? region}, or no such version or alias of it.`,
              RequestTooLargeException: `The event for the function ${name} is larger than Lambda takes. Send less, for example an object's URI in place of its text.`,
            },
          },
          call.signal,
        );
      }
    },

    close: () => clients.close(),
  };
}

function readPayload(bytes: Uint8Array, functionArn: string, name: string): JsonValue {
  if (bytes.byteLength === 0) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badGateway(
      functionArn,
      `What answered for the function ${name} is not UTF-8. Check the endpoint in the configuration.`,
    );
  }
  try {
    return parseJsonText(text);
  } catch (error) {
    // A real Lambda answers JSON for all but custom runtimes; something else in its place may answer anything.
    const problem = error instanceof Error ? error.message : 'is not JSON';
    throw dependencyFailed(functionArn, `The function ${name} answered, but its response ${problem}.`);
  }
}
