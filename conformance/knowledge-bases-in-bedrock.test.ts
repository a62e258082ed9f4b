import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  RerankCommand,
  RetrieveAndGenerateCommand,
  type RetrieveAndGenerateCommandInput,
  RetrieveAndGenerateStreamCommand,
  RetrieveCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { inputNode, outputNode, slot, wire } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { type Sent, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { bedrockSettings } from './target.ts';

/**
 * A server that has its knowledge bases in Amazon Bedrock, which here is another server of ours: what the one answers through
 * the AWS SDK must be what the other one answers itself. And a third that has some here and some there.
 */

const there = await openSession();
const RULES = {
  'keys.md': {
    text: 'A guest may keep a key for three days 🔑. Then it goes back.',
    metadata: { year: 2024 },
  },
  'dogs.md': { text: 'Dogs are welcome in the garden, not in the house.', metadata: { year: 2025 } },
} satisfies Record<string, Sent>;
const rules = await shelvesOf(there.agent, there.target).filled(RULES);

const environment = {
  AWS_ACCESS_KEY_ID: there.target.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: there.target.credentials.secretAccessKey,
};
const here = await openSession({
  files: {
    'streambed.yaml': `models: { detect: false }
knowledgeBases:
  mode: aws
  aws: { region: us-east-1, endpoint: "${there.target.url}" }
`,
  },
  environment,
});

const mixed = await openSession({
  files: {
    'streambed.yaml': `models: { detect: false }
knowledgeBases:
  routes: [{ knowledgeBase: "${rules.knowledgeBaseId}", mode: aws }]
  aws: { region: us-east-1, endpoint: "${there.target.url}" }
`,
  },
  environment,
});

const asking = (text: string, more: object = {}, sessionId?: string): RetrieveAndGenerateCommandInput => ({
  input: { text },
  ...(sessionId !== undefined && { sessionId }),
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: {
      knowledgeBaseId: rules.knowledgeBaseId,
      modelArn: 'amazon.nova-lite-v1:0',
      ...more,
    },
  },
});
const both = [there, here];

describe('what is asked of a knowledge base in Bedrock', () => {
  test('are passages, with filter, rank and page', async () => {
    const pages = await Promise.all(
      both.map(async ({ runtime }) => {
        const ask = (nextToken?: string) =>
          runtime.send(
            new RetrieveCommand({
              knowledgeBaseId: rules.knowledgeBaseId,
              retrievalQuery: { text: 'Where are dogs welcome?' },
              retrievalConfiguration: {
                vectorSearchConfiguration: {
                  numberOfResults: 1,
                  overrideSearchType: 'SEMANTIC',
                  filter: {
                    orAll: [
                      { greaterThan: { key: 'year', value: 2023 } },
                      { equals: { key: 'none', value: true } },
                    ],
                  },
                },
              },
              ...(nextToken !== undefined && { nextToken }),
            }),
          );
        const first = await ask();
        const second = await ask(first.nextToken);
        return [first.retrievalResults, second.retrievalResults];
      }),
    );
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[1]?.flat().map((each) => each?.location?.customDocumentLocation?.id)).toEqual([
      'dogs.md',
      'keys.md',
    ]);
  });

  test('is an answer with citations, in a conversation', async () => {
    const answers = await Promise.all(
      both.map(({ runtime }) =>
        runtime.send(new RetrieveAndGenerateCommand(asking('How long may a guest keep a key?'))),
      ),
    );
    const [own, away] = answers.map(({ output, citations }) => ({ output, citations }));
    expect(away).toEqual(own);
    expect(away?.citations?.flatMap(({ retrievedReferences = [] }) => retrievedReferences)).toContainEqual({
      content: { type: 'TEXT', text: RULES['keys.md'].text },
      location: { type: 'CUSTOM', customDocumentLocation: { id: 'keys.md' } },
      metadata: expect.objectContaining({ year: 2024 }),
    });
    const { sessionId } = answers[1]!;
    const { sessionId: again } = await here.runtime.send(
      new RetrieveAndGenerateCommand(asking('And then?', {}, sessionId)),
    );
    expect(again).toBe(sessionId);
  });

  test('is an answer as it is written', async () => {
    const [own, away] = await Promise.all(
      both.map(async ({ runtime }) => {
        const { stream, sessionId } = await runtime.send(
          new RetrieveAndGenerateStreamCommand(asking('How long may a guest keep a key?')),
        );
        expect(sessionId).toMatch(/^[0-9a-zA-Z._:-]{2,100}$/);
        return Array.fromAsync(stream!);
      }),
    );
    expect(away).toEqual(own);
    expect(away?.some(({ citation }) => citation?.retrievedReferences?.length)).toBe(true);
  });

  test('is what its guardrail says', async () => {
    const bedrock = new BedrockClient(bedrockSettings(there.target));
    const { guardrailId } = await bedrock.send(
      new CreateGuardrailCommand({
        name: 'house',
        blockedInputMessaging: 'That cannot be asked.',
        blockedOutputsMessaging: 'That cannot be answered.',
        wordPolicyConfig: { wordsConfig: [{ text: 'burglar' }] },
      }),
    );
    bedrock.destroy();
    const guarded = {
      generationConfiguration: { guardrailConfiguration: { guardrailId, guardrailVersion: 'DRAFT' } },
    };
    const { output, guardrailAction, citations } = await here.runtime.send(
      new RetrieveAndGenerateCommand(asking('I am a burglar: who keeps the keys?', guarded)),
    );
    expect([output?.text, guardrailAction, citations]).toEqual(['That cannot be asked.', 'INTERVENED', []]);
    const { stream } = await here.runtime.send(
      new RetrieveAndGenerateStreamCommand(asking('I am a burglar: who keeps the keys?', guarded)),
    );
    expect(await Array.fromAsync(stream!)).toContainEqual({ guardrail: { action: 'INTERVENED' } });
  });

  test('is how well texts answer', async () => {
    const [own, away] = await Promise.all(
      both.map(async ({ runtime }) => {
        const { results } = await runtime.send(
          new RerankCommand({
            queries: [{ type: 'TEXT', textQuery: { text: 'Where are dogs welcome?' } }],
            sources: Object.values(RULES).map(({ text }) => ({
              type: 'INLINE',
              inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
            })),
            rerankingConfiguration: {
              type: 'BEDROCK_RERANKING_MODEL',
              bedrockRerankingConfiguration: {
                modelConfiguration: {
                  modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0',
                },
              },
            },
          }),
        );
        return results;
      }),
    );
    expect(away).toEqual(own);
    expect(away?.[0]?.index).toBe(1);
  });

  test('is asked by nodes of flows, too', async () => {
    const definition = {
      nodes: [
        inputNode(),
        {
          name: 'Library',
          type: 'KnowledgeBase' as const,
          configuration: {
            knowledgeBase: { knowledgeBaseId: rules.knowledgeBaseId, modelId: 'amazon.nova-lite-v1:0' },
          },
          inputs: [slot('retrievalQuery')],
          outputs: [{ name: 'outputText', type: 'String' as const }],
        },
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Library.retrievalQuery'),
        wire('Library.outputText', 'FlowOutput.document'),
      ],
    };
    const { outputs } = await invoke(
      here.runtime,
      await here.flows.prepared(definition),
      'How long may a guest keep a key?',
    );
    expect(outputs[0]?.document).toContain('three days 🔑');
  });

  test('fails as it fails there, by the name of what is missing', async () => {
    const missing = new RetrieveCommand({
      knowledgeBaseId: 'NOSUCHKB00',
      retrievalQuery: { text: 'Why?' },
    });
    const { message } = await failureOf(here.runtime.send(missing), 'ResourceNotFoundException', 404);
    expect(message).toContain('NOSUCHKB00');
    await failureOf(
      here.runtime.send(new RetrieveAndGenerateCommand(asking('And?', {}, 'nobody-began-it'))),
      'ValidationException',
      400,
    );
  });
});

test('some may be there and the others here', async () => {
  const own = await shelvesOf(mixed.agent, mixed.target).filled({
    'cats.md': { text: 'Cats may sleep on the bed.' },
  });
  const found = async (knowledgeBaseId: string) =>
    (
      await mixed.runtime.send(
        new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: 'Which animals are welcome?' } }),
      )
    ).retrievalResults?.map(({ location }) => location?.customDocumentLocation?.id);
  expect(await found(own.knowledgeBaseId)).toEqual(['cats.md']);
  expect((await found(rules.knowledgeBaseId))?.toSorted()).toEqual(['dogs.md', 'keys.md']);
});
