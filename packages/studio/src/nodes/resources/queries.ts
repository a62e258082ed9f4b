import { ListFoundationModelsCommand, ListGuardrailsCommand } from '@aws-sdk/client-bedrock';
import {
  GetPromptCommand,
  ListKnowledgeBasesCommand,
  ListPromptsCommand,
  type PromptVariant,
} from '@aws-sdk/client-bedrock-agent';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/index.ts';
import { joinModels, type Models } from './models.ts';

/** Lists that pickers show: fresh enough for a minute, and kept while it is asked again. */
const PICKER = { staleTime: 60_000 } as const;
const PAGE = 100;

const modelsOf = async ({ bedrock, streambed }: Api): Promise<Models> => {
  const [{ modelSummaries = [] }, settings] = await Promise.all([
    bedrock().then((client) => client.send(new ListFoundationModelsCommand({}))),
    streambed.getModelSettings(),
  ]);
  return { list: joinModels(modelSummaries, settings), settings };
};

/** Every model that can be picked, with what is known of each. */
export const useModels = () => {
  const api = useApi();
  return useQuery(queryOptions({ queryKey: ['picker', 'models'], queryFn: () => modelsOf(api), ...PICKER }));
};

/** Asks the model for a word; resolves with the milliseconds that it took. */
export const useModelTest = () => {
  const { bedrockRuntime } = useApi();
  return useMutation({
    mutationFn: async (modelId: string) => {
      const client = await bedrockRuntime();
      const before = performance.now();
      await client.send(
        new ConverseCommand({
          modelId,
          messages: [{ role: 'user', content: [{ text: 'Answer with the word OK.' }] }],
          inferenceConfig: { maxTokens: 16 },
        }),
      );
      return Math.round(performance.now() - before);
    },
  });
};

/** A thing of the project that a field can name. */
export interface Resource {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly status?: string;
  readonly updatedAt?: Date;
}

const promptsOf = async ({ bedrockAgent }: Api, promptIdentifier?: string): Promise<readonly Resource[]> => {
  const found: Resource[] = [];
  let nextToken: string | undefined;
  do {
    const page = await bedrockAgent.send(
      new ListPromptsCommand({ maxResults: PAGE, nextToken, ...(promptIdentifier && { promptIdentifier }) }),
    );
    for (const { id = '', arn = '', name = '', version, description, updatedAt } of page.promptSummaries ??
      [])
      found.push({
        id,
        arn,
        name,
        ...(version !== undefined && { version }),
        ...(description !== undefined && { description }),
        ...(updatedAt !== undefined && { updatedAt }),
      });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
};

/** The prompts of the library. */
export const usePrompts = () => {
  const api = useApi();
  return useQuery({ queryKey: ['picker', 'prompts'], queryFn: () => promptsOf(api), ...PICKER });
};

/** The draft and the versions of one prompt; asked once an identifier is there. */
export const usePromptVersions = (promptIdentifier: string | undefined) => {
  const api = useApi();
  return useQuery({
    queryKey: ['picker', 'prompts', promptIdentifier],
    queryFn: () => promptsOf(api, promptIdentifier),
    enabled: promptIdentifier !== undefined,
    ...PICKER,
  });
};

/** The variant that a prompt's ARN stands for; undefined until somebody asks. */
export const usePromptVariant = (promptArn: string | undefined) => {
  const { bedrockAgent } = useApi();
  return useQuery({
    queryKey: ['picker', 'prompt', promptArn],
    queryFn: async (): Promise<PromptVariant | null> => {
      const [, promptIdentifier = '', promptVersion] =
        /prompt\/([0-9a-zA-Z]+)(?::(\d+))?$/.exec(promptArn ?? '') ?? [];
      const prompt = await bedrockAgent.send(
        new GetPromptCommand({ promptIdentifier, ...(promptVersion && { promptVersion }) }),
      );
      const { variants = [], defaultVariant } = prompt;
      return variants.find(({ name }) => name === defaultVariant) ?? variants[0] ?? null;
    },
    enabled: promptArn !== undefined && promptArn !== '',
    ...PICKER,
  });
};

const guardrailsOf = async ({ bedrock }: Api, guardrailIdentifier?: string): Promise<readonly Resource[]> => {
  const client = await bedrock();
  const found: Resource[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListGuardrailsCommand({
        maxResults: PAGE,
        nextToken,
        ...(guardrailIdentifier && { guardrailIdentifier }),
      }),
    );
    for (const { id = '', arn = '', name = '', version, status, description, updatedAt } of page.guardrails ??
      [])
      found.push({
        id,
        arn,
        name,
        ...(version !== undefined && { version }),
        ...(status !== undefined && { status }),
        ...(description !== undefined && { description }),
        ...(updatedAt !== undefined && { updatedAt }),
      });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
};

/** The project's guardrails. */
export const useGuardrails = () => {
  const api = useApi();
  return useQuery({ queryKey: ['picker', 'guardrails'], queryFn: () => guardrailsOf(api), ...PICKER });
};

/** DRAFT and the versions of one guardrail. */
export const useGuardrailVersions = (guardrailIdentifier: string | undefined) => {
  const api = useApi();
  return useQuery({
    queryKey: ['picker', 'guardrails', guardrailIdentifier],
    queryFn: () => guardrailsOf(api, guardrailIdentifier),
    enabled: guardrailIdentifier !== undefined && guardrailIdentifier !== '',
    ...PICKER,
  });
};

const knowledgeBasesOf = async ({ bedrockAgent }: Api): Promise<readonly Resource[]> => {
  const found: Resource[] = [];
  let nextToken: string | undefined;
  do {
    const page = await bedrockAgent.send(new ListKnowledgeBasesCommand({ maxResults: PAGE, nextToken }));
    for (const {
      knowledgeBaseId: id = '',
      name = '',
      status,
      description,
      updatedAt,
    } of page.knowledgeBaseSummaries ?? [])
      found.push({
        id,
        // Flows name it by its id, whatever its ARN.
        arn: id,
        name,
        ...(status !== undefined && { status }),
        ...(description !== undefined && { description }),
        ...(updatedAt !== undefined && { updatedAt }),
      });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
};

/** The knowledge bases of this server. */
export const useKnowledgeBases = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['picker', 'knowledgeBases'],
    queryFn: () => knowledgeBasesOf(api),
    ...PICKER,
  });
};
