import {
  type BedrockAgentClient,
  GetFlowCommand,
  type GetFlowCommandOutput,
  PrepareFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { type Api, failureOf } from '../../api/index.ts';
import {
  DraftError,
  type DraftFailure,
  type DraftServer,
  type ServerDraft,
  type StudioContent,
} from '../../document/index.ts';

/** What PrepareFlow has to come to; asked for at this pace. Milliseconds. */
const PREPARE_POLL = 150;

const draftFailureOf = (error: unknown): DraftFailure => {
  const { name, message, isConnection, isNotFound } = failureOf(error);
  if (isConnection || name === 'ServiceUnavailableException' || name === 'ThrottlingException')
    return { kind: 'offline' };
  if (isNotFound) return { kind: 'deleted' };
  if (/ExpiredToken|UnrecognizedClient|InvalidClientTokenId|SignInError/.test(name))
    return { kind: 'signedOut' };
  return { kind: 'refused', message };
};

const asked = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
  try {
    return await call;
  } catch (error) {
    throw new DraftError(draftFailureOf(error), { cause: error });
  }
};

const draftOf = (flow: GetFlowCommandOutput): ServerDraft => ({
  name: flow.name ?? '',
  ...(flow.description !== undefined && { description: flow.description }),
  status: flow.status ?? 'NotPrepared',
  definition: (flow.definition ?? { nodes: [], connections: [] }) as unknown as FlowDefinition,
  updatedAt: flow.updatedAt?.toISOString() ?? '',
});

/** The members of a studio document that the editor does not know. */
const othersOf = (content: unknown): object => {
  const { version, positions, remarks, notes, savedInputs, pins, ...others } = (content ??
    {}) as StudioContent;
  return others;
};

/** The draft of one flow, by the AWS client and Streambed's own. */
export interface DraftCalls extends DraftServer {
  /** What else belongs to the flow, as it was last seen. */
  facts(): { readonly executionRoleArn: string; readonly description?: string };
  rename(name: string): Promise<ServerDraft>;
  /** Resolves when the flow is prepared; rejects with an Error for people when it cannot be. */
  prepare(): Promise<ServerDraft>;
}

export const draftCalls = (api: Api, flowId: string): DraftCalls => {
  const client: BedrockAgentClient = api.bedrockAgent;
  /** What others keep in the same document: the history of the aliases. */
  let kept: object = {};
  let facts: ReturnType<DraftCalls['facts']> = { executionRoleArn: '' };
  const get = async () => {
    const flow = await asked(client.send(new GetFlowCommand({ flowIdentifier: flowId })));
    facts = {
      executionRoleArn: flow.executionRoleArn ?? '',
      ...(flow.description !== undefined && { description: flow.description }),
    };
    return flow;
  };
  /** UpdateFlow replaces everything: what is not meant to change is sent as it is. */
  const update = async (change: {
    readonly name?: string;
    readonly definition?: FlowDefinition;
  }): Promise<ServerDraft> => {
    const now = await get();
    const answer = await asked(
      client.send(
        new UpdateFlowCommand({
          flowIdentifier: flowId,
          name: change.name ?? now.name!,
          executionRoleArn: now.executionRoleArn!,
          definition: (change.definition ?? now.definition) as GetFlowCommandOutput['definition'],
          ...(now.description !== undefined && { description: now.description }),
          ...(now.customerEncryptionKeyArn !== undefined && {
            customerEncryptionKeyArn: now.customerEncryptionKeyArn,
          }),
        }),
      ),
    );
    return draftOf(answer);
  };
  return {
    facts: () => facts,
    load: async () => draftOf(await get()),
    async saveDefinition(definition) {
      // What the service would refuse for its form is not sent: half a word typed is no reason for a request.
      const { bedrockAgent, checkConstraints } = await import('@streambed/model');
      const [violation] = checkConstraints(bedrockAgent, 'FlowDefinition', definition);
      if (violation) {
        const message = `${violation.path}: ${violation.rule}`;
        throw new DraftError({ kind: 'refused', message });
      }
      return update({ definition });
    },
    rename: (name) => update({ name }),
    async loadStudio() {
      const { content, revision } = await asked(api.streambed.getStudioDocument({ flowIdentifier: flowId }));
      kept = othersOf(content);
      return { content: (content ?? { version: 1 }) as unknown as StudioContent, revision };
    },
    async saveStudio(content, revision) {
      return asked(
        api.streambed.putStudioDocument({
          flowIdentifier: flowId,
          content: { ...kept, ...content } as never,
          revision,
        }),
      );
    },
    async prepare() {
      await asked(client.send(new PrepareFlowCommand({ flowIdentifier: flowId })));
      for (;;) {
        const flow = await get();
        if (flow.status !== 'Preparing') return draftOf(flow);
        await new Promise((resolve) => setTimeout(resolve, PREPARE_POLL));
      }
    },
  };
};
