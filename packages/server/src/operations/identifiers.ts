import type { Scope } from '../store/index.ts';

/**
 * Ids and ARNs of flows, aliases, prompts, guardrails, knowledge bases, models and inference profiles: built and read here and nowhere else in this room.
 * An ARN of another account, region or partition reads as `undefined`, exactly as an id that does not exist ends:
 * nobody learns from us what another account holds. Source: api-control.md section 3, platform.md section 3.
 */

/** The alias that every flow is born with; it serves what PrepareFlow last prepared. */
export const TEST_ALIAS_ID = 'TSTALIASID';

/** What a prompt identifier points at; `version` is undefined when the identifier names no version. */
export interface PromptReference {
  readonly promptId: string;
  readonly version?: number;
}

/** A resource that carries tags. `arn` is its one canonical spelling, the key of its tags. */
export type TaggableResource =
  | { readonly kind: 'flow'; readonly arn: string; readonly flowId: string }
  | { readonly kind: 'flow-alias'; readonly arn: string; readonly flowId: string; readonly aliasId: string }
  | { readonly kind: 'prompt'; readonly arn: string; readonly promptId: string; readonly version: number }
  | { readonly kind: 'knowledge-base'; readonly arn: string; readonly knowledgeBaseId: string };

const ID = '[0-9a-zA-Z]{10}';
const BARE_ID = new RegExp(`^${ID}$`);
const FLOW = new RegExp(`^flow/(${ID})$`);
const FLOW_ALIAS = new RegExp(`^flow/(${ID})/alias/(${ID})$`);
const PROMPT = new RegExp(`^prompt/(${ID})(?::([0-9]{1,5}))?$`);

const KNOWLEDGE_BASE = new RegExp(`^knowledge-base/(${ID})$`);

const GUARDRAIL_ID = '[a-z0-9]{1,64}';
const BARE_GUARDRAIL_ID = new RegExp(`^${GUARDRAIL_ID}$`);
const GUARDRAIL = new RegExp(`^guardrail/(${GUARDRAIL_ID})$`);

const arnPrefix = (scope: Scope): string => `arn:aws:bedrock:${scope.region}:${scope.accountId}:`;

/** `arn:aws:bedrock:REGION:ACCOUNT:flow/ID`; the versions of a flow share it. */
export const flowArn = (scope: Scope, flowId: string): string => `${arnPrefix(scope)}flow/${flowId}`;

/** `arn:aws:bedrock:REGION:ACCOUNT:flow/ID/alias/ALIASID`. */
export const flowAliasArn = (scope: Scope, flowId: string, aliasId: string): string =>
  `${flowArn(scope, flowId)}/alias/${aliasId}`;

/** `arn:aws:bedrock:REGION:ACCOUNT:prompt/ID`, with `:N` behind it for version N; version 0 is the draft. */
export const promptArn = (scope: Scope, promptId: string, version = 0): string =>
  `${arnPrefix(scope)}prompt/${promptId}${version === 0 ? '' : `:${version}`}`;

/** `arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID`; the versions of a guardrail share it. */
export const guardrailArn = (scope: Scope, guardrailId: string): string =>
  `${arnPrefix(scope)}guardrail/${guardrailId}`;

/** `arn:aws:bedrock:REGION:ACCOUNT:knowledge-base/ID`. */
export const knowledgeBaseArn = (scope: Scope, knowledgeBaseId: string): string =>
  `${arnPrefix(scope)}knowledge-base/${knowledgeBaseId}`;

/** `arn:aws:bedrock:REGION::foundation-model/ID`: models belong to a region and to no account. */
export const foundationModelArn = (scope: Scope, modelId: string): string =>
  `${foundationModelPrefix(scope)}${modelId}`;

const foundationModelPrefix = (scope: Scope): string => `arn:aws:bedrock:${scope.region}::foundation-model/`;

/** `arn:aws:bedrock:REGION:ACCOUNT:inference-profile/ID`. */
export const inferenceProfileArn = (scope: Scope, profileId: string): string =>
  `${arnPrefix(scope)}${INFERENCE_PROFILE}${profileId}`;

const INFERENCE_PROFILE = 'inference-profile/';

/** The flow id in an id or flow ARN of this scope. */
export function flowIdOf(scope: Scope, identifier: string): string | undefined {
  if (BARE_ID.test(identifier)) return identifier;
  return FLOW.exec(localPart(scope, identifier))?.[1];
}

/** The alias id in an id or alias ARN; an alias ARN of another flow reads as undefined. */
export function flowAliasIdOf(scope: Scope, flowId: string, identifier: string): string | undefined {
  if (BARE_ID.test(identifier)) return identifier;
  const match = FLOW_ALIAS.exec(localPart(scope, identifier));
  return match?.[1] === flowId ? match[2] : undefined;
}

/** The prompt, and the version if one is named, in an id, prompt ARN or prompt version ARN of this scope. */
export function promptReferenceOf(scope: Scope, identifier: string): PromptReference | undefined {
  if (BARE_ID.test(identifier)) return { promptId: identifier };
  const match = PROMPT.exec(localPart(scope, identifier));
  if (!match) return undefined;
  const promptId = match[1]!;
  return match[2] === undefined ? { promptId } : { promptId, version: Number(match[2]) };
}

/** The guardrail id in an id or guardrail ARN of this scope. */
export function guardrailIdOf(scope: Scope, identifier: string): string | undefined {
  if (BARE_GUARDRAIL_ID.test(identifier)) return identifier;
  return GUARDRAIL.exec(localPart(scope, identifier))?.[1];
}

/** The model id in an id or foundation model ARN of this region. */
export function foundationModelIdOf(scope: Scope, identifier: string): string | undefined {
  if (!identifier.startsWith('arn:')) return identifier;
  const prefix = foundationModelPrefix(scope);
  return identifier.startsWith(prefix) ? identifier.slice(prefix.length) : undefined;
}

/** The id in an id or ARN of a system-defined inference profile of this scope. */
export function inferenceProfileIdOf(scope: Scope, identifier: string): string | undefined {
  if (!identifier.startsWith('arn:')) return identifier;
  const local = localPart(scope, identifier);
  return local.startsWith(INFERENCE_PROFILE) ? local.slice(INFERENCE_PROFILE.length) : undefined;
}

/** The flow, alias, prompt, prompt version or knowledge base behind an ARN of this scope. */
export function taggableResourceOf(scope: Scope, arn: string): TaggableResource | undefined {
  const local = localPart(scope, arn);
  const flow = FLOW.exec(local);
  if (flow) return { kind: 'flow', arn, flowId: flow[1]! };
  const alias = FLOW_ALIAS.exec(local);
  if (alias) return { kind: 'flow-alias', arn, flowId: alias[1]!, aliasId: alias[2]! };
  const knowledgeBase = KNOWLEDGE_BASE.exec(local);
  if (knowledgeBase) return { kind: 'knowledge-base', arn, knowledgeBaseId: knowledgeBase[1]! };
  const prompt = PROMPT.exec(local);
  if (!prompt) return undefined;
  const promptId = prompt[1]!;
  const version = Number(prompt[2] ?? 0);
  // `:007` and `:7` name one version, `:0` names none: versions start at 1.
  if (prompt[2] !== undefined && version === 0) return undefined;
  return { kind: 'prompt', arn: promptArn(scope, promptId, version), promptId, version };
}

/** The version behind `flowVersion`: undefined for `DRAFT`. Leading zeros carry no meaning. */
export const versionNumberOf = (version: string): number | undefined =>
  version === 'DRAFT' ? undefined : Number(version);

/** The flow ARN that a flow identifier names, for authorization; a foreign ARN stays what it is. */
export const flowResource = (scope: Scope, identifier: string): string =>
  identifier.startsWith('arn:') ? identifier : flowArn(scope, identifier);

/** As {@link flowResource}, for an alias. */
export const flowAliasResource = (scope: Scope, flowIdentifier: string, aliasIdentifier: string): string =>
  aliasIdentifier.startsWith('arn:')
    ? aliasIdentifier
    : `${flowResource(scope, flowIdentifier)}/alias/${aliasIdentifier}`;

/** As {@link flowResource}, for a guardrail; its versions have no ARN of their own. */
export const guardrailResource = (scope: Scope, identifier: string): string =>
  identifier.startsWith('arn:') ? identifier : guardrailArn(scope, identifier);

/** As {@link flowResource}, for a prompt or one of its versions (`DRAFT` or undefined: the prompt itself). */
export function promptResource(scope: Scope, identifier: string, version?: string): string {
  const arn = identifier.startsWith('arn:') ? identifier : promptArn(scope, identifier);
  const number = version === undefined ? undefined : versionNumberOf(version);
  if (number === undefined || PROMPT_VERSION_SUFFIX.test(arn)) return arn;
  return `${arn}:${number}`;
}

const PROMPT_VERSION_SUFFIX = /:prompt\/[^:]*:[0-9]+$/;

/** What follows the prefix that all ARNs of the scope share; an empty string for any other text. */
function localPart(scope: Scope, identifier: string): string {
  const prefix = arnPrefix(scope);
  return identifier.startsWith(prefix) ? identifier.slice(prefix.length) : '';
}
