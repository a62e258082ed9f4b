import type {
  BedrockAgentRuntimeClient,
  CitationEvent,
  RetrieveAndGenerateStreamResponseOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import {
  type AnswerEvent,
  type Answered,
  callerFault,
  FlowError,
  type Ids,
  type KnowledgeBasePort,
  type ServiceCall,
} from '@streambed/flow/ports';
import type { Citation, RetrieveAndGenerateRequest } from '@streambed/model/bedrock-agent-runtime';
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

  type Operation = 'Retrieve' | 'RetrieveAndGenerate' | 'RetrieveAndGenerateStream' | 'Rerank';
  /** What the SDK threw, as a fault that says where the knowledge base was looked for. */
  const faultOf = (error: unknown, operation: Operation, resource: string, call: ServiceCall): unknown => {
    const name = error instanceof Error && !call.signal.aborted ? error.name : '';
    if (name === 'ResourceNotFoundException')
      return new FlowError({
        kind: 'resourceNotFound',
        blame: 'author',
        message: `Bedrock has no ${operation === 'Rerank' ? 'model' : 'knowledge base'} ${resource} in ${configuration.region ?? call.region}, or one of the things that the request names is not there.`,
        resourceName: resource,
      });
    if (name === 'ValidationException')
      return callerFault(
        `Bedrock refuses ${operation} of ${resource} (ValidationException). Compare the session, the filter, the prompt templates and the model with what ${operation} takes.`,
      );
    return awsFault(error, { service: 'Bedrock', operation, resource }, call.signal);
  };

  const ask = async <Output extends Metadata>(
    operation: Operation,
    resource: string,
    call: ServiceCall,
    send: (client: BedrockAgentRuntimeClient) => Promise<Output>,
  ): Promise<Answered<Omit<Output, '$metadata'>>> => {
    call.signal.throwIfAborted();
    try {
      const { $metadata, ...response } = await send(await clients.of(configuration.region ?? call.region));
      return { response, requestId: $metadata.requestId ?? options.ids.uuid() };
    } catch (error) {
      throw faultOf(error, operation, resource, call);
    }
  };
  const askForJson = async <Response>(
    ...asked: Parameters<typeof ask<Metadata>>
  ): Promise<Answered<Response>> => {
    const { response, requestId } = await ask(...asked);
    return { response: asJson(response) as unknown as Response, requestId };
  };

  return {
    async retrieve(request, call) {
      const { RetrieveCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      return askForJson('Retrieve', request.knowledgeBaseId, call, (client) =>
        client.send(new RetrieveCommand(request as never), { abortSignal: call.signal }),
      );
    },
    async retrieveAndGenerate(request, call) {
      const { RetrieveAndGenerateCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      return askForJson('RetrieveAndGenerate', knowledgeBaseOf(request), call, (client) =>
        client.send(new RetrieveAndGenerateCommand(request as never), { abortSignal: call.signal }),
      );
    },
    async retrieveAndGenerateStream(request, call) {
      const { RetrieveAndGenerateStreamCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      const operation = 'RetrieveAndGenerateStream';
      const resource = knowledgeBaseOf(request);
      const { response, requestId } = await ask(operation, resource, call, (client) =>
        client.send(new RetrieveAndGenerateStreamCommand(request as never), { abortSignal: call.signal }),
      );
      const events = answerEvents(response.stream ?? none(), (error) =>
        faultOf(error, operation, resource, call),
      );
      return { response: { sessionId: response.sessionId ?? '', events }, requestId };
    },
    async rerank(request, call) {
      const { RerankCommand } = await import('@aws-sdk/client-bedrock-agent-runtime');
      const { modelArn = '' } =
        request.rerankingConfiguration.bedrockRerankingConfiguration?.modelConfiguration ?? {};
      return askForJson('Rerank', modelArn, call, (client) =>
        client.send(new RerankCommand(request as never), { abortSignal: call.signal }),
      );
    },
    close: () => clients.close(),
  };
}

const knowledgeBaseOf = ({ retrieveAndGenerateConfiguration }: RetrieveAndGenerateRequest): string =>
  retrieveAndGenerateConfiguration?.knowledgeBaseConfiguration?.knowledgeBaseId ?? '';

async function* none(): AsyncGenerator<never> {}

/** The events that we know of; the SDK throws those that are exceptions. */
async function* answerEvents(
  stream: AsyncIterable<RetrieveAndGenerateStreamResponseOutput>,
  faultOf: (error: unknown) => unknown,
): AsyncGenerator<AnswerEvent> {
  try {
    for await (const { output, citation, guardrail } of stream) {
      if (output) yield { output: { text: output.text ?? '' } };
      else if (citation) yield { citation: asJson(citationOf(citation)) as unknown as Citation };
      else if (guardrail) yield { guardrail: { action: guardrail.action ?? 'NONE' } };
    }
  } catch (error) {
    throw faultOf(error);
  }
}

/** `citation` is how the event was first; its members in the event itself came later. */
const citationOf = ({ citation, generatedResponsePart, retrievedReferences }: CitationEvent) => ({
  ...citation,
  ...(generatedResponsePart && { generatedResponsePart }),
  ...(retrievedReferences && { retrievedReferences }),
});

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
