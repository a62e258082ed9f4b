import type { Message, SystemContentBlock, ToolConfiguration } from '@streambed/flow/ports';
import {
  bedrockRuntime,
  checkConstraints,
  constraintMessage,
  type JsonObject,
  pickMembers,
} from '@streambed/model';
import { asJson } from '../answer-content.ts';
import type { TextFamily } from '../family.ts';
import { type BodyObject, base64Bytes, malformedBody } from '../native-body.ts';

/**
 * Amazon Nova's body is Converse in one object, with a version; so the members that the two share are checked and read
 * by Converse's own shapes. Source: services-data.md section 2.
 */
export const nova: TextFamily = (body) => {
  body.word('schemaVersion', ['messages-v1']);
  const messages = body.json('messages') ?? body.missing('messages');
  const { messages: read, ...shared } = readShared({
    messages,
    ...body.picked(['system', 'toolConfig']),
  });
  const configuration = body.object('inferenceConfig');
  const maxTokens =
    configuration?.integer('maxTokens', { min: 1 }) ?? configuration?.integer('max_new_tokens', { min: 1 });
  const temperature = configuration?.number('temperature', { min: 0, max: 1 });
  const topP = readTopP(configuration);
  const topK = configuration?.integer('topK', { min: 0 });
  const stopSequences = configuration?.stopSequences('stopSequences');
  configuration?.refuseOthers();
  // What only Nova has: its thinking.
  const reasoning = body.picked(['reasoningConfig']);
  body.refuseOthers();
  const additional: JsonObject = { ...(topK !== undefined && { inferenceConfig: { topK } }), ...reasoning };
  return {
    request: {
      messages: read,
      ...shared,
      inferenceConfig: {
        ...(maxTokens !== undefined && { maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { topP }),
        ...(stopSequences !== undefined && { stopSequences }),
      },
      ...(Object.keys(additional).length > 0 && { additionalModelRequestFields: additional }),
    },
    whole: ({ output, stopReason, usage }) => ({ output: asJson(output), stopReason, usage: asJson(usage) }),
    stream: () => (event) => {
      if (!('metadata' in event)) return [asJson(event) as JsonObject];
      return [{ metadata: { usage: asJson(event.metadata.usage), metrics: {} } }];
    },
  };
};

/** Under both of its names. */
const readTopP = (configuration: BodyObject | undefined): number | undefined =>
  configuration?.number('topP', { min: 0, max: 1 }) ?? configuration?.number('top_p', { min: 0, max: 1 });

interface Shared {
  readonly messages: Message[];
  readonly system?: SystemContentBlock[];
  readonly toolConfig?: ToolConfiguration;
}

const readShared = (members: JsonObject): Shared => {
  const violations = checkConstraints(bedrockRuntime, 'ConverseRequest', {
    ...members,
    modelId: 'amazon.nova',
  });
  if (violations.length > 0) throw malformedBody('#', constraintMessage(violations));
  return pickMembers(bedrockRuntime, 'ConverseRequest', members, (base64) =>
    base64Bytes(base64, '#/messages'),
  ) as Shared;
};
