import {
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeletePromptCommand,
  GetPromptCommand,
  ListPromptsCommand,
  UpdatePromptCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { Api } from '../../api/index.ts';

export interface PromptRow {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  /** `DRAFT`, or a number. */
  readonly version: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A draft or version of a prompt. */
export interface StoredPrompt extends PromptRow {
  readonly customerEncryptionKeyArn: string | undefined;
  readonly defaultVariant: string | undefined;
  readonly variants: readonly PromptVariant[];
}

export const promptKeys = {
  all: ['prompts'] as const,
  list: ({ region, principalArn }: Api) => ['prompts', 'list', region, principalArn] as const,
  /** Versions do not change, so they are not among what a change makes stale; one that is deleted is not asked for. */
  one: (id: string, version: string) =>
    version === 'DRAFT' ? (['prompts', 'draft', id] as const) : (['prompt-version', id, version] as const),
  /** What a list does not say of a prompt; only changes of this prompt make it stale. */
  fact: (id: string) => ['prompt-fact', id] as const,
  versions: (id: string) => ['prompts', 'versions', id] as const,
  tags: (arn: string) => ['prompts', 'tags', arn] as const,
  uses: ({ region, principalArn }: Api) => ['prompts', 'uses', region, principalArn] as const,
  /** Another moment of editing is another answer, so nothing makes it stale. */
  usesOfFlow: ({ region, principalArn }: Api, flowId: string, updatedAt: Date) =>
    ['prompt-uses-of', region, principalArn, flowId, updatedAt.getTime()] as const,
};

const rowOf = (summary: {
  readonly id?: string | undefined;
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
}): PromptRow => {
  const { id = '', arn = '', name = '', description, version = 'DRAFT', createdAt, updatedAt } = summary;
  const at = updatedAt ?? createdAt ?? new Date(0);
  return { id, arn, name, description, version, createdAt: createdAt ?? at, updatedAt: at };
};

/** The drafts of all prompts, or with `promptIdentifier` all versions of one. */
export const listPrompts = async (
  { bedrockAgent }: Api,
  nextToken: string | undefined,
  abortSignal: AbortSignal,
  promptIdentifier?: string,
) => {
  const answer = await bedrockAgent.send(
    new ListPromptsCommand({ nextToken, maxResults: 100, ...(promptIdentifier && { promptIdentifier }) }),
    { abortSignal },
  );
  return { items: (answer.promptSummaries ?? []).map(rowOf), nextToken: answer.nextToken };
};

export const getPrompt = async (
  { bedrockAgent }: Api,
  promptIdentifier: string,
  promptVersion: string,
  abortSignal?: AbortSignal,
): Promise<StoredPrompt> => {
  const found = await bedrockAgent.send(
    new GetPromptCommand({ promptIdentifier, ...(promptVersion !== 'DRAFT' && { promptVersion }) }),
    abortSignal ? { abortSignal } : {},
  );
  return {
    ...rowOf(found),
    customerEncryptionKeyArn: found.customerEncryptionKeyArn,
    defaultVariant: found.defaultVariant,
    // The SDK's unions want a member for what is unknown; ours are the same on the wire.
    variants: (found.variants ?? []) as unknown as PromptVariant[],
  };
};

/** The variant that a prompt stands for: its default, or the only one. */
export const variantOf = ({ variants, defaultVariant }: StoredPrompt): PromptVariant | undefined =>
  variants.find(({ name }) => name === defaultVariant) ?? variants[0];

/** The variants with one of them replaced, or it alone where there was none. */
export const withVariant = (variants: readonly PromptVariant[], variant: PromptVariant): PromptVariant[] =>
  variants.some(({ name }) => name === variant.name)
    ? variants.map((each) => (each.name === variant.name ? variant : each))
    : [...variants, variant];

export interface PromptToCreate {
  readonly name: string;
  readonly description?: string | undefined;
  readonly variants: readonly PromptVariant[];
  readonly defaultVariant?: string | undefined;
}

export const createPrompt = async (
  { bedrockAgent }: Api,
  { name, description, variants, defaultVariant }: PromptToCreate,
): Promise<{ readonly id: string; readonly name: string }> => {
  const { id = '' } = await bedrockAgent.send(
    new CreatePromptCommand({
      name,
      ...(description && { description }),
      variants: variants as never,
      ...(defaultVariant !== undefined && { defaultVariant }),
    }),
  );
  return { id, name };
};

/** Replaces the draft; what is not given stays, since UpdatePrompt replaces all. */
export const savePrompt = async (
  { bedrockAgent }: Api,
  draft: StoredPrompt,
  change: Partial<Pick<StoredPrompt, 'name' | 'description' | 'variants' | 'defaultVariant'>>,
): Promise<void> => {
  const { name, description, variants, defaultVariant } = { ...draft, ...change };
  const { customerEncryptionKeyArn } = draft;
  await bedrockAgent.send(
    new UpdatePromptCommand({
      promptIdentifier: draft.id,
      name,
      ...(description && { description }),
      ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
      ...(defaultVariant !== undefined && { defaultVariant }),
      variants: variants as never,
    }),
  );
};

export const createPromptVersion = async (
  { bedrockAgent }: Api,
  promptIdentifier: string,
  description: string,
): Promise<string> => {
  const { version = '' } = await bedrockAgent.send(
    new CreatePromptVersionCommand({ promptIdentifier, ...(description !== '' && { description }) }),
  );
  return version;
};

/** Deletes one version, or with none the prompt. */
export const deletePrompt = async (
  { bedrockAgent }: Api,
  promptIdentifier: string,
  promptVersion?: string,
): Promise<void> => {
  await bedrockAgent.send(
    new DeletePromptCommand({ promptIdentifier, ...(promptVersion !== undefined && { promptVersion }) }),
  );
};
