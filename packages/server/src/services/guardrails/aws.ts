import type { ApplyGuardrailCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { authorFault, badGateway, callWith, type ServiceCall } from '@streambed/flow/ports';
import type { ApplyGuardrailResponse } from '@streambed/model/bedrock-runtime';
import { type AwsServiceConfiguration, awsFault, checkedClientsByRegion } from '../aws/index.ts';
import { isMaskedOnly } from './findings.ts';
import { guardrailNotFound, parseGuardrailIdentifier } from './guardrail-identifier.ts';
import { masksOfAnswer } from './masks-of-answer.ts';
import type { CheckRequest, GuardrailCheck, GuardrailSource } from './open-guardrail.ts';
import { readContent } from './read-content.ts';

/** An answer repeats what it was given, and says more about it than that. */
const MAXIMUM_RESPONSE_BYTES = 16 * 1024 * 1024;
/** A unit of text: less is charged as much. */
const STEP = 1_000;
/** The longest match that is found across the pieces of a stream for certain. */
const REACH = 400;

/**
 * Guardrails in Amazon Bedrock, or in what speaks its API, through ApplyGuardrail. One client for each region: the
 * configured one, that of the ARN, or that of the call. The SDK is loaded with the first check.
 */
export function createAwsGuardrails(
  configuration: AwsServiceConfiguration,
): GuardrailSource & { close(): Promise<void> } {
  const clients = checkedClientsByRegion(
    { configuration, service: 'bedrock-runtime', maxResponseBytes: MAXIMUM_RESPONSE_BYTES },
    async (settings) => {
      const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
      return new BedrockRuntimeClient(settings);
    },
  );

  return {
    close: () => clients.close(),
    async open(identifier, version) {
      const name = parseGuardrailIdentifier(identifier);
      const regionOf = (call: ServiceCall): string => configuration.region ?? name?.region ?? call.region;
      return {
        id: name?.id ?? identifier,
        stream: { reach: REACH, step: STEP, isJudged: true, isGrounded: true },
        answerUsage: () => undefined,
        async check(request, call) {
          call.signal.throwIfAborted();
          const region = regionOf(call);
          const { ApplyGuardrailCommand } = await import('@aws-sdk/client-bedrock-runtime');
          const client = await clients.of(region);
          try {
            const { $metadata: _, ...response } = await client.send(
              new ApplyGuardrailCommand({
                guardrailIdentifier: identifier,
                guardrailVersion: version,
                source: request.source,
                // The SDK's unions have a member more, for what it does not know.
                content: [...request.content] as ApplyGuardrailCommandInput['content'],
                ...(request.outputScope && { outputScope: request.outputScope }),
              }),
              { abortSignal: call.signal },
            );
            return checkOf(response as ApplyGuardrailResponse, request, identifier);
          } catch (error) {
            throw guardrailFault(error, { identifier, version, region }, call);
          }
        },
      };
    },
  };
}

/** What the service answered, as the embedded guardrails would have. */
function checkOf(answer: ApplyGuardrailResponse, request: CheckRequest, identifier: string): GuardrailCheck {
  const response = {
    ...answer,
    outputs: answer.outputs ?? [],
    assessments: answer.assessments ?? [],
  };
  if (response.action === 'NONE') return { response, blocked: false, masks: [] };
  if (response.action !== 'GUARDRAIL_INTERVENED')
    throw badGateway(
      identifier,
      'What answered to ApplyGuardrail does not speak its API. Check guardrails.aws.endpoint in the configuration.',
    );
  if (!isMaskedOnly(response)) return { response, blocked: true, masks: [] };
  return { response, blocked: false, masks: masksOfAnswer(readContent(request.content).texts, response) };
}

function guardrailFault(
  error: unknown,
  { identifier, version, region }: { identifier: string; version: string; region: string },
  call: ServiceCall,
): unknown {
  const name = error instanceof Error ? error.name : '';
  if (!call.signal.aborted && name === 'ResourceNotFoundException')
    return guardrailNotFound(identifier, version, callWith(call, { region }));
  if (!call.signal.aborted && name === 'ValidationException')
    return authorFault(
      `Bedrock refuses to check this content with guardrail ${identifier}, version ${version}, in ${region} (ValidationException). Compare the guardrail's version and policies, and the length of the text, with what ApplyGuardrail takes.`,
    );
  return awsFault(
    error,
    { service: 'Bedrock', operation: 'ApplyGuardrail', resource: identifier },
    call.signal,
  );
}
