import type { Api } from '../src/api/index.ts';

/** A server with three models, a guardrail and a prompt; its answers are what the clients would give. */
const answers: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
  ListFoundationModelsCommand: () => ({
    modelSummaries: [
      {
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        modelName: 'Claude 3 Haiku',
        providerName: 'Anthropic',
        inputModalities: ['TEXT', 'IMAGE'],
        outputModalities: ['TEXT'],
      },
      {
        modelId: 'llama3.2:3b',
        modelName: 'llama3.2:3b',
        providerName: 'Meta',
        inputModalities: ['TEXT'],
        outputModalities: ['TEXT'],
      },
      {
        modelId: 'streambed.offline-v1',
        modelName: 'Offline extractor',
        providerName: 'Streambed',
        inputModalities: ['TEXT'],
        outputModalities: ['TEXT'],
      },
    ],
  }),
  ListGuardrailsCommand: ({ guardrailIdentifier }) => ({
    guardrails: (guardrailIdentifier === undefined ? ['DRAFT'] : ['DRAFT', '1', '2']).map((version) => ({
      id: 'gr1',
      arn: 'arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1',
      name: 'Polite',
      status: 'READY',
      version,
    })),
  }),
  ListKnowledgeBasesCommand: () => ({
    knowledgeBaseSummaries: [
      {
        knowledgeBaseId: 'HANDBOOK01',
        name: 'handbook',
        description: 'House rules and repairs',
        status: 'ACTIVE',
        updatedAt: new Date('2026-10-01T09:00:00Z'),
      },
    ],
  }),
  ListPromptsCommand: ({ promptIdentifier }) => ({
    promptSummaries: (promptIdentifier === undefined ? ['DRAFT'] : ['DRAFT', '1']).map((version) => ({
      id: 'PROMPT1234',
      name: 'Headline',
      version,
      arn: `arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT1234${version === 'DRAFT' ? '' : `:${version}`}`,
    })),
  }),
  GetPromptCommand: () => ({
    id: 'PROMPT1234',
    name: 'Headline',
    defaultVariant: 'only',
    variants: [
      {
        name: 'only',
        templateType: 'TEXT',
        modelId: 'llama3.2:3b',
        templateConfiguration: { text: { text: 'A headline on {{topic}} for {{reader}}.' } },
      },
    ],
  }),
  ApplyGuardrailCommand: ({ content }) => {
    const [{ text }] = content as [{ text: { text: string } }];
    const isBlocked = text.text.includes('bug');
    return {
      action: isBlocked ? 'GUARDRAIL_INTERVENED' : 'NONE',
      outputs: isBlocked ? [{ text: 'We do not speak of this.' }] : [],
      assessments: isBlocked ? [{ wordPolicy: { customWords: [{ match: 'bug', action: 'BLOCKED' }] } }] : [],
    };
  },
  ConverseCommand: ({ modelId }) => {
    if (modelId === 'llama3.2:3b') throw new Error('The model is busy.');
    return { output: { message: { role: 'assistant', content: [{ text: 'OK' }] } } };
  },
};

const client = {
  async send(command: { readonly constructor: { readonly name: string }; readonly input: object }) {
    const answer = answers[command.constructor.name.replace(/^_/, '')];
    if (!answer) throw new Error(`The made-up server does not know ${command.constructor.name}`);
    return answer(command.input as Record<string, unknown>);
  },
};

export const madeUpApi = {
  bedrock: async () => client,
  bedrockAgent: client,
  bedrockRuntime: async () => client,
  streambed: {
    getModelSettings: async () => ({
      models: [
        {
          modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
          provider: 'anthropic',
          isPattern: false,
          contextLength: 200_000,
          inputUsdPerMillion: 0.25,
          outputUsdPerMillion: 1.25,
          takesTools: true,
          takesImages: true,
        },
        { modelId: 'llama*', provider: 'ollama', isPattern: true, contextLength: 131_072 },
        { modelId: 'streambed.*', provider: 'offline', isPattern: true },
        { modelId: 'mistral.*', provider: 'openrouter', isPattern: true },
      ],
      providers: [
        { name: 'anthropic', kind: 'anthropic', isOffline: false },
        { name: 'ollama', kind: 'ollama', isOffline: false },
        { name: 'openrouter', kind: 'openai', isOffline: false },
        { name: 'offline', kind: 'offline', isOffline: true },
      ],
    }),
    listRuns: async () => ({
      runSummaries: [
        { runId: 'run-1', recording: 'Values', mode: 'Whole', startedAt: '2026-11-20T10:00:00Z' },
      ],
    }),
    getRun: async () => ({
      run: { runId: 'run-1', startedAt: '2026-11-20T10:00:00Z' },
      inputs: [{ nodeName: 'FlowInput', document: { text: 'From a run' } }],
    }),
  },
  endpoint: 'http://127.0.0.1:4600',
  region: 'us-east-1',
  accountId: '123456789012',
  principalArn: 'arn:aws:iam::123456789012:user/ana',
} as unknown as Api;
