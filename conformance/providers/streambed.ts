import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, inject } from 'vitest';
import { openSession, type Session } from '../support/session.ts';
import type { ProviderServers } from './servers.ts';

/** The provider types, each with the name of a model that its servers know. */
export const MODELS = {
  openai: 'gpt-4o',
  'openai-compatible': 'deepseek-reasoner',
  anthropic: 'claude-sonnet-4-5',
  google: 'gemini-2.5-pro',
  'amazon-bedrock': 'anthropic.claude-sonnet-4-5-20250929-v1:0',
} as const;

export type ProviderTypeName = keyof typeof MODELS;

export const TYPES = Object.keys(MODELS) as readonly ProviderTypeName[];

/** The protocols that LiteLLM's proxy is asked in, and the protocols that it asks aimock in for it. */
export const FRONTS = ['openai-compatible', 'openai', 'anthropic', 'google'] as const;
export const BACKS = ['openai', 'anthropic', 'gemini'] as const;

const basePath: Readonly<Record<ProviderTypeName, string>> = {
  openai: '/v1',
  'openai-compatible': '/v1',
  anthropic: '/v1',
  google: '/v1beta',
  'amazon-bedrock': '',
};

/** The ids of this configuration's models: what is asked, in which protocol, for which of its models. */
export const mockModel = (type: ProviderTypeName): string => `mock.${type}`;
export const lockedModel = (type: ProviderTypeName): string => `locked.${type}`;
export const gatewayModel = (front: (typeof FRONTS)[number], model: string): string =>
  `gateway.${front}.${model}`;

const configuration = ({ mockUrl, gatewayUrl }: ProviderServers, timeoutSeconds: number): string => {
  const providers: string[] = [];
  const mappings: string[] = [];
  for (const type of TYPES) {
    const baseUrl = `${mockUrl}${basePath[type]}`;
    const region = type === 'amazon-bedrock' ? ', region: us-east-1' : '';
    providers.push(`mock-${type}: { type: ${type}, baseUrl: "${baseUrl}", apiKey: "\${MOCK_KEY}"${region} }`);
    providers.push(
      `locked-${type}: { type: ${type}, baseUrl: "${baseUrl}", apiKey: "\${WRONG_KEY}"${region} }`,
    );
    mappings.push(`{ model: "${mockModel(type)}", provider: mock-${type}, as: "${MODELS[type]}" }`);
    mappings.push(`{ model: "${lockedModel(type)}", provider: locked-${type}, as: "${MODELS[type]}" }`);
  }
  for (const front of FRONTS) {
    const baseUrl = `${gatewayUrl}${basePath[front]}`;
    providers.push(`gateway-${front}: { type: ${front}, baseUrl: "${baseUrl}", apiKey: "\${GATEWAY_KEY}" }`);
    providers.push(
      `locked-gateway-${front}: { type: ${front}, baseUrl: "${baseUrl}", apiKey: "\${WRONG_KEY}" }`,
    );
    mappings.push(
      `{ model: "locked.gateway.${front}", provider: locked-gateway-${front}, as: litellm.openai }`,
    );
    for (const model of [
      ...BACKS,
      'said',
      'limited',
      'too-long',
      'filtered',
      'broken',
      'silent',
      'wrong-key',
      'unknown',
    ])
      mappings.push(
        `{ model: "${gatewayModel(front, model)}", provider: gateway-${front}, as: "litellm.${model}" }`,
      );
  }
  const lines = (what: readonly string[], mark: string): string =>
    what.map((line) => `    ${mark}${line}`).join('\n');
  return `models:
  timeoutSeconds: ${timeoutSeconds}
  retries: { attempts: 2, baseDelaySeconds: 0.05, maxDelaySeconds: 0.1 }
  detect: false
  unmapped: refuse
  providers:
${lines(providers, '')}
  mappings:
${lines(mappings, '- ')}
    - { model: "amazon.titan-embed-text-v2:0", provider: gateway-openai-compatible, as: litellm.vectors }
    - { model: "amazon.titan-embed-text-v1", provider: gateway-openai-compatible, as: litellm.embedding }
    - { model: "cohere.embed-english-v3", provider: mock-openai, as: text-embedding-3-small }
    - { model: "cohere.embed-multilingual-v3", provider: mock-google, as: gemini-embedding-001 }
    - { model: "anthropic.claude-3-haiku-20240307-v1:0", provider: mock-anthropic, as: claude-sonnet-4-5 }
    - { model: "amazon.nova-lite-v1:0", provider: gateway-openai-compatible, as: litellm.openai }
`;
};

export interface ProviderSession extends Session {
  readonly servers: ProviderServers;
  readonly models: BedrockRuntimeClient;
  readonly bedrock: BedrockClient;
  /** What aimock was asked in which `text` stands, newest last; all files ask the same aimock. */
  asked(text: string): Promise<readonly Asked[]>;
}

/** A request as aimock's journal tells of it: the body in its own, OpenAI-like form. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: { readonly status: number };
}

/**
 * Starts Streambed with all models of both servers; everything is closed when the file is done. `timeoutSeconds` is how
 * long a model may take: long enough for the slowest machine, and short only where nobody shall ever answer.
 */
export const openProviderSession = async (timeoutSeconds = 50): Promise<ProviderSession> => {
  const servers = inject('providerServers');
  const session = await openSession({
    files: { 'streambed.yaml': configuration(servers, timeoutSeconds) },
    environment: {
      MOCK_KEY: servers.mockKey,
      GATEWAY_KEY: servers.gatewayKey,
      WRONG_KEY: `wrong-${servers.mockKey}`,
    },
  });
  const { target } = session;
  const settings = {
    endpoint: target.url,
    region: target.region,
    credentials: target.credentials,
    // What is refused is looked at once.
    maxAttempts: 1,
  };
  const models = new BedrockRuntimeClient(settings);
  const bedrock = new BedrockClient(settings);
  afterAll(() => {
    models.destroy();
    bedrock.destroy();
  });
  return {
    ...session,
    servers,
    models,
    bedrock,
    async asked(text) {
      const response = await fetch(`${servers.mockUrl}/__aimock/journal`, {
        headers: { authorization: `Bearer ${servers.mockKey}` },
      });
      const entries = (await response.json()) as readonly Asked[];
      return entries.filter(({ body }) => JSON.stringify(body).includes(text));
    },
  };
};
