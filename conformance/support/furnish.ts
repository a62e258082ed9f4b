import { broken, echo, router } from './definitions.ts';
import type { RawClient } from './raw-client.ts';

/** One of everything, for tests that want to see that nothing of it changes. */
export interface Furniture {
  readonly region: string;
  readonly flowId: string;
  readonly flowArn: string;
  readonly flowVersion: string;
  readonly aliasId: string;
  readonly aliasArn: string;
  readonly promptId: string;
  readonly promptArn: string;
  readonly promptVersion: string;
  readonly guardrailId: string;
  readonly guardrailArn: string;
  readonly guardrailVersion: string;
  readonly knowledgeBaseId: string;
  readonly knowledgeBaseArn: string;
  readonly dataSourceId: string;
  /** Tokens of unfinished lists, by operation. */
  readonly nextTokens: Readonly<
    Record<'ListFlows' | 'ListFlowVersions' | 'ListFlowAliases' | 'ListPrompts' | 'ListGuardrails', string>
  >;
}

/** Fills a region with flows that are prepared, failed and fresh, versions, aliases, prompts, a guardrail, a knowledge base and tags. */
export const furnish = async (raw: RawClient, region: string, roleArn: string): Promise<Furniture> => {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, string>> => {
    const answer = await raw.call(method, path, body, { region });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.json() as Record<string, string>;
  };
  const flow = (name: string, definition?: unknown) =>
    call('POST', '/flows/', {
      name,
      executionRoleArn: roleArn,
      description: `${name} 🌊`,
      definition,
      tags: { kept: name },
    });
  const { id: failed } = await flow('failed', broken());
  await call('POST', `/flows/${failed}/`);
  await flow('fresh');
  const { id, arn } = await flow('kept', echo());
  await call('POST', `/flows/${id}/`);
  const { version } = await call('POST', `/flows/${id}/versions`, { description: 'one' });
  await call('POST', `/flows/${id}/versions`, {});
  const alias = await call('POST', `/flows/${id}/aliases`, {
    name: 'live',
    routingConfiguration: [{ flowVersion: version }],
    tags: { kept: 'alias' },
  });
  await call('PUT', `/flows/${id}/`, { name: 'kept', executionRoleArn: roleArn, definition: router() });
  const variants = [
    {
      name: 'one',
      templateType: 'TEXT',
      templateConfiguration: { text: { text: 'Say {{text}}.' } },
      modelId: 'm',
    },
  ];
  const prompt = await call('POST', '/prompts/', { name: 'kept', variants, tags: { kept: 'prompt' } });
  const { version: promptVersion } = await call('POST', `/prompts/${prompt.id}/versions`, {
    tags: { v: '1' },
  });
  // Names of guardrails are unique, and a region may be furnished more than once.
  const guardrail = await call('POST', '/guardrails', {
    name: `kept-${id}`,
    wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
    sensitiveInformationPolicyConfig: {
      piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
      regexesConfig: [{ name: 'order', pattern: 'O-[0-9]{6}', action: 'BLOCK' }],
    },
    blockedInputMessaging: 'Ask something else. 🌊',
    blockedOutputsMessaging: 'No answer.',
    tags: [{ key: 'kept', value: 'guardrail' }],
  });
  const { version: guardrailVersion } = await call('POST', `/guardrails/${guardrail.guardrailId}`, {
    description: 'one',
  });
  const made = async (path: string, member: string, body: unknown) =>
    ((await call('PUT', path, body)) as unknown as Record<string, Record<string, string>>)[member]!;
  const knowledgeBase = await made('/knowledgebases/', 'knowledgeBase', {
    name: `kept-${id}`,
    description: 'kept 🌊',
    roleArn,
    knowledgeBaseConfiguration: {
      type: 'VECTOR',
      vectorKnowledgeBaseConfiguration: {
        embeddingModelArn: `arn:aws:bedrock:${region}::foundation-model/amazon.titan-embed-text-v2:0`,
      },
    },
    tags: { kept: 'knowledge-base' },
  });
  const dataSources = `/knowledgebases/${knowledgeBase.knowledgeBaseId}/datasources/`;
  const dataSource = await made(dataSources, 'dataSource', {
    name: 'kept',
    dataSourceConfiguration: { type: 'CUSTOM' },
  });
  const token = async (path: string) =>
    (await call('GET', `${path}${path.includes('?') ? '&' : '?'}maxResults=1`)).nextToken!;
  return {
    region,
    flowId: id!,
    flowArn: arn!,
    flowVersion: version!,
    aliasId: alias.id!,
    aliasArn: alias.arn!,
    promptId: prompt.id!,
    promptArn: prompt.arn!,
    promptVersion: promptVersion!,
    guardrailId: guardrail.guardrailId!,
    guardrailArn: guardrail.guardrailArn!,
    guardrailVersion: guardrailVersion!,
    knowledgeBaseId: knowledgeBase.knowledgeBaseId!,
    knowledgeBaseArn: knowledgeBase.knowledgeBaseArn!,
    dataSourceId: dataSource.dataSourceId!,
    nextTokens: {
      ListFlows: await token('/flows/'),
      ListFlowVersions: await token(`/flows/${id}/versions`),
      ListFlowAliases: await token(`/flows/${id}/aliases`),
      ListPrompts: await token(`/prompts/?promptIdentifier=${prompt.id}`),
      ListGuardrails: await token(`/guardrails?guardrailIdentifier=${guardrail.guardrailId}`),
    },
  };
};
