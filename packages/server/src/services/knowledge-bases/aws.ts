import type { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import type { Answered, Ids, KnowledgeBasePort, ServiceCall } from '@streambed/flow/ports';
import { type AwsServiceConfiguration, awsFault, checkedClientsByRegion } from '../aws/index.ts';

export interface AwsKnowledgeBasesOptions {
  readonly configuration?: AwsServiceConfiguration;
  /** For services that send no request id. */
  readonly ids: Ids;
}

/** 100 passages of the longest kind fit several times. */
const MAXIMUM_RESPONSE_BYTES = 25 * 1024 * 1024;

/** Knowledge bases in Amazon Bedrock, or in anything that speaks its API, through the AWS SDK, loaded at first use. */
export function createAwsKnowledgeBases(
  options: AwsKnowledgeBasesOptions,
): KnowledgeBasePort & { close(): Promise<void> } {
  const configuration = options.configuration ?? {};
  const clients = checkedClientsByRegion(
    { configuration, service: 'bedrock-agent-runtime', maxResponseBytes: MAXIMUM_RESPONSE_BYTES },
    async (settings) => {
      const { BedrockAgentRuntimeClient } = await import('@aws-sdk/client-bedrock-agent-runtime');
      return new BedrockAgentRuntimeClient(settings);
    },
  );

  const ask = async <Output extends Metadata>(
    operation: 'Retrieve' | 'RetrieveAndGenerate',
    knowledgeBaseId: string,
    call: ServiceCall,
    send: (client: BedrockAgentRuntimeClient) => Promise<Output>,
  ): Promise<Answered<Omit<Output, '$metadata'>>> => {
    call.signal.throwIfAborted();
    const region = configuration.region ?? call.region;
    try {
      const { $metadata, ...response } = await send(await clients.of(region));
      return { response: asJson(response), requestId: $metadata.requestId ?? options.ids.uuid() };
    } catch (error) {
      throw awsFault(
        error,
        {
          service: 'Bedrock',
          operation,
          resource: knowledgeBaseId,
          explained: {
            ResourceNotFoundException: `Bedrock has no knowledge base ${knowledgeBaseId} in ${region}, or one of the things that the request names is not there.`,
          },
        },
        call.signal,
      );
    }
  };

  return {
    async retrieve(request, call) {
      const { RetrieveCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      const answered = await ask('Retrieve', request.knowledgeBaseId, call, (client) =>
        client.send(new RetrieveCommand(request as never), { abortSignal: call.signal }),
      );
      return answered as unknown as Awaited<ReturnType<KnowledgeBasePort['retrieve']>>;
    },
    async retrieveAndGenerate(request, call) {
      const { RetrieveAndGenerateCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      const { knowledgeBaseConfiguration } = request.retrieveAndGenerateConfiguration ?? {};
      const knowledgeBaseId = knowledgeBaseConfiguration?.knowledgeBaseId ?? '';
      const answered = await ask('RetrieveAndGenerate', knowledgeBaseId, call, (client) =>
        client.send(new RetrieveAndGenerateCommand(request as never), { abortSignal: call.signal }),
      );
      return answered as unknown as Awaited<ReturnType<KnowledgeBasePort['retrieveAndGenerate']>>;
    },
    close: () => clients.close(),
  };
}

interface Metadata {
  readonly $metadata: { readonly requestId?: string };
}

/** Flows pass JSON on: absent members are left out, bytes of images become base64. */
const asJson = <Value>(value: Value): Value =>
  JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member,
    ),
  ) as Value;
