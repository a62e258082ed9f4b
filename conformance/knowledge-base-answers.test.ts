import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  BedrockAgentRuntimeClient,
  type Citation,
  type ExternalSource,
  type ExternalSourcesRetrieveAndGenerateConfiguration,
  type KnowledgeBaseRetrieveAndGenerateConfiguration,
  RetrieveAndGenerateCommand,
  type RetrieveAndGenerateCommandInput,
  RetrieveAndGenerateStreamCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatRequest, openChatProvider, type Talk } from './support/chat-provider.ts';
import { failureOf } from './support/failure.ts';
import { type Sent, type Shelf, shelvesOf } from './support/knowledge-bases.ts';
import { openSession, type Session } from './support/session.ts';
import { bedrockSettings, clientSettings } from './target.ts';

/**
 * RetrieveAndGenerate and its stream by the official client, on a fresh machine, whose offline model picks sentences, and with a
 * model that says what the test tells it to: citations and where they stand, templates, conversations, questions that are
 * broken up, guardrails, documents that the request brings along.
 */

const provider = await openChatProvider();
afterAll(() => provider.close());
const local = await openSession({
  files: {
    'streambed.yaml': `models:
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.*", provider: local }
`,
    'data/objects/letters/harbour.txt': 'The harbour freezes in January. Ships wait in the bay until March.',
    'data/objects/letters/broken.pdf': 'no document at all',
  },
});
const fresh = await openSession({
  files: {
    'data/objects/letters/harbour.txt': 'The harbour freezes in January. Ships wait in the bay until March.',
  },
});
const OFFLINE = 'amazon.nova-lite-v1:0';

/** Characters outside of the first plane and of more than one part, so that offsets in units and in characters differ. */
const HANDBOOK = {
  'leave.md': {
    text: '# Leave 🌴\n\nParental leave lasts 26 weeks 🌊 for everybody. It can be taken in up to three parts.',
    metadata: { team: 'people' },
  },
  'bicycles.md': {
    text: '# Bicycles\n\nEverybody may park a bicycle in the cellar. The key lies at the reception desk 🔑, beside the door.',
    metadata: { team: 'office' },
  },
  'travel.md': {
    text: '# Travel\n\nTrains are booked in second class. Receipts are handed in within a month.',
    metadata: { team: 'finance' },
  },
} satisfies Record<string, Sent>;

let here: Shelf;
let there: Shelf;
beforeAll(async () => {
  here = await shelvesOf(local.agent, local.target).filled(HANDBOOK);
  there = await shelvesOf(fresh.agent, fresh.target).filled(HANDBOOK);
}, 120_000);

type Settings = Partial<KnowledgeBaseRetrieveAndGenerateConfiguration>;
const asking = (
  text: string,
  { knowledgeBaseId = here.knowledgeBaseId, modelArn = 'local.writer', ...settings }: Settings = {},
  sessionId?: string,
): RetrieveAndGenerateCommandInput => ({
  input: { text },
  ...(sessionId !== undefined && { sessionId }),
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId, modelArn, ...settings },
  },
});
const ask = (...asked: Parameters<typeof asking>) =>
  local.runtime.send(new RetrieveAndGenerateCommand(asking(...asked)));
const askFresh = (text: string, settings: Settings = {}, sessionId?: string) =>
  fresh.runtime.send(
    new RetrieveAndGenerateCommand(
      asking(text, { knowledgeBaseId: there.knowledgeBaseId, modelArn: OFFLINE, ...settings }, sessionId),
    ),
  );

/** What a stream came to: the text, citations with how much text stood there when they came, what a guardrail did. */
const streamed = async ({ runtime }: Session, input: RetrieveAndGenerateCommandInput) => {
  const { stream, sessionId } = await runtime.send(new RetrieveAndGenerateStreamCommand(input));
  let text = '';
  const citations: Citation[] = [];
  const soFar: string[] = [];
  const guardrails: (string | undefined)[] = [];
  for await (const { output, citation, guardrail } of stream!) {
    text += output?.text ?? '';
    if (citation) {
      const { generatedResponsePart, retrievedReferences } = citation;
      // Older clients look for it one member deeper.
      expect(citation.citation).toEqual({ generatedResponsePart, retrievedReferences });
      citations.push({ generatedResponsePart, retrievedReferences });
      soFar.push(text);
    }
    if (guardrail) guardrails.push(guardrail.action);
  }
  return { text, sessionId, citations, soFar, guardrails };
};

/** Holds citations to what they promise of the answer, and answers which documents each of them names. */
const citedIn = (text: string | undefined, citations: readonly Citation[] = []) => {
  const characters = [...(text ?? '')];
  let end = -1;
  const cited = citations.map(({ generatedResponsePart, retrievedReferences }) => {
    const { text: part, span } = generatedResponsePart!.textResponsePart!;
    expect(span!.start).toBe(end + 1);
    end = span!.end!;
    expect(characters.slice(span!.start, end + 1).join('')).toBe(part);
    return {
      part: part!,
      documents: retrievedReferences!.map(({ location }) => location!.customDocumentLocation!.id!),
      texts: retrievedReferences!.map(({ content }) => content!.text!),
      metadata: retrievedReferences!.map(({ metadata }) => metadata),
    };
  });
  expect(end).toBe(characters.length - 1);
  return cited;
};

/** What a model was told: the last message of a request. */
const promptOf = ({ messages }: ChatRequest): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string'
    ? content
    : (content as { text?: string }[]).map(({ text = '' }) => text).join('');
};
const lastPrompt = () => promptOf(provider.requests.at(-1)!);
/** Says an answer in pieces, or at once, as it is asked to. */
const saying = (text: string) => async (talk: Talk, request: ChatRequest) => {
  if (!request.stream) return talk.say({ content: text });
  for (const content of text.match(/.{1,7}/gsu) ?? []) await talk.chunk({ content });
  await talk.end();
};
/** The number under which the model sees a passage of the document. */
const numberOf = (prompt: string, sentence: string): number => {
  const before = prompt.slice(0, prompt.indexOf(sentence));
  return Number([...before.matchAll(/<passage_(\d+)>/g)].at(-1)?.[1]);
};

describe('on a fresh machine', () => {
  test('an answer is made of sentences of the passages, and each is cited with where it stands', async () => {
    const { output, citations, sessionId } = await askFresh('How many weeks does parental leave last?');
    expect(sessionId).toMatch(/^[0-9a-zA-Z._:-]{2,100}$/);
    expect(output!.text).toContain('26 weeks 🌊');
    const cited = citedIn(output!.text, citations);
    const [leave] = cited.filter(({ part }) => part.includes('26 weeks'));
    expect(leave?.documents).toEqual(['leave.md']);
    expect(leave?.metadata).toEqual([
      expect.objectContaining({ team: 'people', 'x-amz-bedrock-kb-data-source-id': there.dataSourceId }),
    ]);
    for (const { part, texts } of cited)
      for (const text of texts) expect(text.replace(/\s+/g, ' ')).toContain(part.trim());
  });

  test('the stream says the same', async () => {
    const whole = await askFresh('Where does the key of the cellar lie?');
    const { text, citations, sessionId } = await streamed(
      fresh,
      asking('Where does the key of the cellar lie?', {
        knowledgeBaseId: there.knowledgeBaseId,
        modelArn: OFFLINE,
      }),
    );
    expect(sessionId).toMatch(/^[0-9a-zA-Z._:-]{2,100}$/);
    expect(text).toBe(whole.output!.text);
    expect(citations).toEqual(whole.citations);
    expect(citedIn(text, citations).flatMap(({ documents }) => documents)).toContain('bicycles.md');
  });

  test('the stream is read over HTTP/1.1, too', async () => {
    const { target } = fresh;
    const runtime = new BedrockAgentRuntimeClient(
      clientSettings(target, { requestHandler: new NodeHttpHandler() }),
    );
    try {
      const { text, citations } = await streamed(
        { ...fresh, runtime },
        asking('How long is parental leave?', {
          knowledgeBaseId: there.knowledgeBaseId,
          modelArn: OFFLINE,
        }),
      );
      expect(citedIn(text, citations).flatMap(({ documents }) => documents)).toContain('leave.md');
    } finally {
      runtime.destroy();
    }
  });

  test('a conversation goes on with the words of the question before', async () => {
    const first = await askFresh('How long is parental leave?');
    const second = await askFresh('In how many parts can it be taken?', {}, first.sessionId);
    expect(second.sessionId).toBe(first.sessionId);
    expect(second.output!.text).toContain('three parts');
  });

  test('questions are broken up and filtered as elsewhere', async () => {
    const { output, citations } = await askFresh('Who hands in receipts?', {
      orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } },
      retrievalConfiguration: {
        vectorSearchConfiguration: { filter: { equals: { key: 'team', value: 'finance' } } },
      },
    });
    expect(output!.text).toContain('Receipts are handed in');
    expect(new Set(citedIn(output!.text, citations).flatMap(({ documents }) => documents))).toEqual(
      new Set(['travel.md']),
    );
  });

  test('a question for which nothing is there gets an apology, and rests on nothing', async () => {
    const nothing = {
      retrievalConfiguration: {
        vectorSearchConfiguration: { filter: { equals: { key: 'team', value: 'nobody' } } },
      },
    };
    const { output, citations } = await askFresh('How long is parental leave?', nothing);
    expect(output!.text).toBe('Sorry, I am unable to assist you with this request.');
    expect(citations).toEqual([]);
    const { text, citations: streamedCitations } = await streamed(
      fresh,
      asking('Why?', { knowledgeBaseId: there.knowledgeBaseId, modelArn: OFFLINE, ...nothing }),
    );
    expect([text, streamedCitations]).toEqual([output!.text, []]);
  });
});

describe('a model that cites', () => {
  const QUESTION = 'How long is parental leave, and where is the key?';
  const say = (write: (leave: number, key: number) => string) =>
    provider.on('local.writer', (talk, request) => {
      const prompt = promptOf(request);
      return saying(write(numberOf(prompt, 'Parental leave lasts'), numberOf(prompt, 'The key lies')))(
        talk,
        request,
      );
    });

  test('has its numbers taken out of the answer and made citations', async () => {
    say(
      (leave, key) =>
        `It lasts 26 weeks 🌊 [${leave}]. The key is at the desk 🔑 [${key}][${leave}]. Enjoy 🚲!`,
    );
    const { output, citations } = await ask(QUESTION);
    expect(output!.text).toBe('It lasts 26 weeks 🌊. The key is at the desk 🔑. Enjoy 🚲!');
    expect(citedIn(output!.text, citations).map(({ part, documents }) => [part, documents])).toEqual([
      ['It lasts 26 weeks 🌊.', ['leave.md']],
      [' The key is at the desk 🔑.', ['bicycles.md', 'leave.md']],
      [' Enjoy 🚲!', []],
    ]);
  });

  test('is cited in the stream as soon as the part that rests on it is complete', async () => {
    say((leave, key) => `It lasts 26 weeks 🌊 [${leave}]. The key is at the desk 🔑 [${key}]. Enjoy 🚲!`);
    const { text, citations, soFar } = await streamed(local, asking(QUESTION));
    expect(text).toBe('It lasts 26 weeks 🌊. The key is at the desk 🔑. Enjoy 🚲!');
    expect(citedIn(text, citations).map(({ documents }) => documents)).toEqual([
      ['leave.md'],
      ['bicycles.md'],
      [],
    ]);
    expect(soFar[0]).toMatch(/^It lasts 26 weeks 🌊\./);
    expect(soFar[0]!.length).toBeLessThan(text.length);
  });

  test('and names what is not there has said it, not cited it', async () => {
    say(() => 'Since [2023] nothing changed [99].');
    const { output, citations } = await ask(QUESTION);
    expect(output!.text).toBe('Since [2023] nothing changed [99].');
    expect(citedIn(output!.text, citations).flatMap(({ documents }) => documents)).toEqual([]);
  });

  test('that fails is told of with its name, before the stream and in it', async () => {
    provider.on('local.writer', (talk) => talk.refuse(500, 'broken', 'out of order'));
    const failed = await ask(QUESTION).catch((error: Error) => error);
    expect((failed as Error).name).toBe('DependencyFailedException');
    expect((failed as Error).message).toContain('local.writer');
    provider.on('local.writer', async (talk) => {
      await talk.chunk({ content: 'It lasts' });
      talk.response.destroy();
    });
    const cut = await streamed(local, asking(QUESTION)).catch((error: Error) => error);
    expect((cut as Error).name).toMatch(/^(?:BadGateway|DependencyFailed)Exception$/);
    expect((cut as Error).message).toContain('local.writer');
  });
});

describe('a prompt template', () => {
  const generation = (textPromptTemplate: string): Settings => ({
    generationConfiguration: { promptTemplate: { textPromptTemplate } },
  });
  const orchestration = (textPromptTemplate: string): Settings => ({
    orchestrationConfiguration: { promptTemplate: { textPromptTemplate } },
  });

  test('has each placeholder filled', async () => {
    provider.on('local.writer', saying('Yes.'));
    await ask(
      'Is there a cellar?',
      generation(
        'Q=$query$ R=$search_results$ F=$output_format_instructions$ T=$current_time$ H=$conversation_history$.',
      ),
    );
    const prompt = lastPrompt();
    expect(prompt).toMatch(/^Q=Is there a cellar\? R=<passage_1>/);
    expect(prompt).toContain('The key lies at the reception desk');
    expect(prompt).toMatch(/F=\S.* T=\d{4}-\d\d-\d\dT[\d:.]+Z H=\.$/s);
    expect(prompt).not.toMatch(/\$(?:query|search_results|output_format_instructions|current_time)\$/);
  });

  test('without a place for the question has it at its end', async () => {
    provider.on('local.writer', saying('Yes.'));
    await ask('Is there a cellar?', generation('Only this: $search_results$'));
    expect(lastPrompt()).toMatch(/^Only this: .*Is there a cellar\?$/s);
  });

  test('that does not ask for citations gets none', async () => {
    provider.on('local.writer', saying('Parental leave lasts 26 weeks 🌊 for everybody. [1]'));
    const { output, citations } = await ask('How long?', generation('$search_results$ $query$'));
    expect(output!.text).toBe('Parental leave lasts 26 weeks 🌊 for everybody. [1]');
    expect(citedIn(output!.text, citations).flatMap(({ documents }) => documents)).toEqual([]);
  });

  test('has passages and questions put in as they are, whatever they say', async () => {
    provider.on('local.writer', saying('Yes.'));
    await ask('What is $search_results$ or $current_time$?', generation('$query$|$search_results$'));
    expect(lastPrompt()).toMatch(/^What is \$search_results\$ or \$current_time\$\?\|<passage_1>/);
  });

  test.each<[string, Settings, RegExp]>([
    ['generation without $search_results$', generation('Answer $query$'), /\$search_results\$/],
    [
      'orchestration without $conversation_history$',
      orchestration('Rewrite $query$ $output_format_instructions$'),
      /\$conversation_history\$/,
    ],
    [
      'orchestration without $output_format_instructions$',
      orchestration('Rewrite $query$ $conversation_history$'),
      /\$output_format_instructions\$/,
    ],
  ])('of %s is refused, and no model is asked', async (_, settings, named) => {
    const before = provider.requests.length;
    const { message } = await failureOf(ask('Why?', settings), 'ValidationException', 400);
    expect(message).toMatch(named);
    await failureOf(
      local.runtime.send(new RetrieveAndGenerateStreamCommand(asking('Why?', settings))),
      'ValidationException',
      400,
    );
    expect(provider.requests).toHaveLength(before);
  });

  test('of the orchestration has its placeholders filled, and what it comes to is searched for', async () => {
    provider.on('local.writer', (talk, request) =>
      saying(promptOf(request).startsWith('ORCHESTRATE') ? 'bicycle in the cellar' : 'In the cellar [1].')(
        talk,
        request,
      ),
    );
    const { citations, output } = await ask('Where do I put it?', {
      ...orchestration(
        'ORCHESTRATE $query$ H=$conversation_history$ F=$output_format_instructions$ T=$current_time$',
      ),
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 1 } },
    });
    const [orchestrated] = provider.requests
      .map(promptOf)
      .filter((prompt) => prompt.startsWith('ORCHESTRATE'));
    expect(orchestrated).toMatch(/^ORCHESTRATE Where do I put it\? H= F=\S.* T=\d{4}-/s);
    expect(citedIn(output!.text, citations).map(({ documents }) => documents)).toEqual([['bicycles.md']]);
  });
});

test('parameters reach the model', async () => {
  provider.on('local.writer', saying('Yes.'));
  await ask('Is there a cellar?', {
    generationConfiguration: {
      inferenceConfig: {
        textInferenceConfig: { temperature: 0.25, topP: 0.5, maxTokens: 77, stopSequences: ['END'] },
      },
    },
  });
  expect(provider.requests.at(-1)).toMatchObject({
    temperature: 0.25,
    top_p: 0.5,
    stop: ['END'],
    stream: true,
  });
  expect(JSON.stringify(provider.requests.at(-1))).toContain('77');
});

describe('a conversation', () => {
  test('has its questions rewritten for the search, and is remembered', async () => {
    const rewritten: string[] = [];
    provider.on('local.writer', (talk, request) => {
      const prompt = promptOf(request);
      if (!prompt.startsWith('Rewrite')) return saying('At the desk [1].')(talk, request);
      rewritten.push(prompt);
      return saying('Where does the key of the cellar lie?')(talk, request);
    });
    const one = { retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 1 } } };
    const first = await ask('Where may I park my bicycle?', one);
    expect(rewritten).toEqual([]);
    const second = await ask('And who has that?', one, first.sessionId);
    expect(second.sessionId).toBe(first.sessionId);
    expect(rewritten).toHaveLength(1);
    expect(rewritten[0]).toContain('User: Where may I park my bicycle?');
    expect(rewritten[0]).toContain('Assistant: At the desk.');
    expect(citedIn(second.output!.text, second.citations)[0]?.documents).toEqual(['bicycles.md']);
    const { messages } = provider.requests.at(-1)!;
    expect(JSON.stringify(messages)).toContain('Where may I park my bicycle?');
    const { sessionId } = await streamed(local, asking('And now?', one, first.sessionId));
    expect(sessionId).toBe(first.sessionId);
  });

  test('that nobody began is refused', async () => {
    for (const command of [RetrieveAndGenerateCommand, RetrieveAndGenerateStreamCommand]) {
      const { message } = await failureOf(
        local.runtime.send(new command(asking('And?', {}, 'nobody-began-it')) as never),
        'ValidationException',
        400,
      );
      expect(message).toContain('nobody-began-it');
    }
  });

  test('of another server or caller is none', async () => {
    const { sessionId } = await askFresh('How long is parental leave?');
    await failureOf(ask('And?', {}, sessionId), 'ValidationException', 400);
  });
});

test('a question that is broken up is searched for part by part, and what is found is one list', async () => {
  provider.on('local.writer', (talk, request) => {
    const prompt = promptOf(request);
    if (prompt.startsWith('Rewrite'))
      return saying(
        '<think>Two.</think>\nThe questions:\n1. How long is parental leave?\n2. "Where does the key of the cellar lie?"',
      )(talk, request);
    return saying(
      `Long [${numberOf(prompt, 'Parental leave lasts')}], and there [${numberOf(prompt, 'The key lies')}].`,
    )(talk, request);
  });
  const { output, citations } = await ask('How long is leave, and where is the key?', {
    orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } },
    retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 2 } },
  });
  expect(citedIn(output!.text, citations).map(({ documents }) => documents)).toEqual([
    ['leave.md'],
    ['bicycles.md'],
  ]);
  expect(lastPrompt()).not.toContain('<passage_3>');
});

describe('a guardrail', () => {
  let guardrailId: string;
  beforeAll(async () => {
    for (const { target } of [local, fresh]) {
      const bedrock = new BedrockClient(bedrockSettings(target));
      const made = await bedrock.send(
        new CreateGuardrailCommand({
          name: 'desk',
          blockedInputMessaging: 'That cannot be asked.',
          blockedOutputsMessaging: 'That cannot be answered.',
          wordPolicyConfig: {
            wordsConfig: [
              { text: 'salary', inputEnabled: true, outputEnabled: false },
              { text: 'treasure', inputEnabled: false, outputEnabled: true },
            ],
          },
          sensitiveInformationPolicyConfig: { piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE' }] },
        }),
      );
      if (target === local.target) guardrailId = made.guardrailId!;
      bedrock.destroy();
    }
  });
  const guarded = (more: Settings['generationConfiguration'] = {}): Settings => ({
    generationConfiguration: {
      guardrailConfiguration: { guardrailId, guardrailVersion: 'DRAFT' },
      ...more,
    },
  });

  test('lets pass what it has nothing against', async () => {
    provider.on('local.writer', saying('It lasts 26 weeks [1].'));
    const { guardrailAction, citations, output } = await ask('How long is parental leave?', guarded());
    expect([output!.text, guardrailAction]).toEqual(['It lasts 26 weeks.', 'NONE']);
    expect(citedIn(output!.text, citations)[0]?.documents).toHaveLength(1);
  });

  test('stops a question, and no model is asked', async () => {
    const before = provider.requests.length;
    const { guardrailAction, citations, output } = await ask('Whose salary is highest?', guarded());
    expect([output!.text, guardrailAction, citations]).toEqual(['That cannot be asked.', 'INTERVENED', []]);
    const stream = await streamed(local, asking('Whose salary is highest?', guarded()));
    expect([stream.text, stream.guardrails, stream.citations]).toEqual([
      'That cannot be asked.',
      ['INTERVENED'],
      [],
    ]);
    expect(provider.requests).toHaveLength(before);
  });

  test('stops a question before it is rewritten, and where nothing is found', async () => {
    const before = provider.requests.length;
    const settings: Settings = {
      ...guarded(),
      orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } },
    };
    expect(await ask('Whose salary is highest?', settings)).toMatchObject({
      output: { text: 'That cannot be asked.' },
      guardrailAction: 'INTERVENED',
    });
    const nothing: Settings = {
      ...guarded(),
      retrievalConfiguration: {
        vectorSearchConfiguration: { filter: { equals: { key: 'team', value: 'nobody' } } },
      },
    };
    expect(await ask('Whose salary is highest?', nothing)).toMatchObject({
      output: { text: 'That cannot be asked.' },
      guardrailAction: 'INTERVENED',
    });
    expect(await ask('How long is leave?', nothing)).toMatchObject({
      output: { text: 'Sorry, I am unable to assist you with this request.' },
      guardrailAction: 'NONE',
    });
    expect(provider.requests).toHaveLength(before);
  });

  test('stops an answer, also of the stream, and what it stopped is not remembered', async () => {
    provider.on('local.writer', saying('The treasure lies in the cellar [1].'));
    const { guardrailAction, citations, output, sessionId } = await ask(
      'What lies in the cellar?',
      guarded(),
    );
    expect([output!.text, guardrailAction, citations]).toEqual([
      'That cannot be answered.',
      'INTERVENED',
      [],
    ]);
    const stream = await streamed(local, asking('What lies in the cellar?', guarded()));
    expect([stream.text, stream.guardrails]).toEqual(['That cannot be answered.', ['INTERVENED']]);
    provider.on('local.writer', saying('Nothing [1].'));
    await ask('And beside it?', guarded(), sessionId);
    expect(JSON.stringify(provider.requests.at(-1)?.messages)).not.toContain('What lies in the cellar?');
  });

  test('masks what an answer must not tell; what is left is cited', async () => {
    provider.on('local.writer', saying('Write to ada@example.com for the key [1].'));
    const { guardrailAction, citations, output } = await ask('Whom do I ask for the key?', guarded());
    expect([output!.text, guardrailAction]).toEqual(['Write to {EMAIL} for the key.', 'INTERVENED']);
    expect(citedIn(output!.text, citations)[0]?.documents).toHaveLength(1);
  });

  test('that is not there is told of', async () => {
    const absent = { guardrailConfiguration: { guardrailId: 'absent000000', guardrailVersion: '1' } };
    await failureOf(ask('Why?', { generationConfiguration: absent }), 'ResourceNotFoundException', 404);
  });
});

describe('documents that the request brings along', () => {
  const from = (
    sources: ExternalSource[],
    more: Partial<ExternalSourcesRetrieveAndGenerateConfiguration> = {},
  ): RetrieveAndGenerateCommandInput => ({
    input: { text: 'When does the harbour freeze?' },
    retrieveAndGenerateConfiguration: {
      type: 'EXTERNAL_SOURCES',
      externalSourcesConfiguration: { modelArn: OFFLINE, sources, ...more },
    },
  });
  const bytes = (data: string, identifier: string, contentType: string): ExternalSource => ({
    sourceType: 'BYTE_CONTENT',
    byteContent: { identifier, contentType, data: new TextEncoder().encode(data) },
  });
  const inBucket = (uri: string): ExternalSource => ({ sourceType: 'S3', s3Location: { uri } });

  test.each([
    [
      'as bytes',
      bytes('<h1>Harbour</h1><p>The harbour freezes in January.</p>', 'harbour.html', 'text/html'),
      { type: 'CUSTOM', customDocumentLocation: { id: 'harbour.html' } },
    ],
    [
      'in a bucket',
      inBucket('s3://letters/harbour.txt'),
      { type: 'S3', s3Location: { uri: 's3://letters/harbour.txt' } },
    ],
  ])('%s are answered from, and cited', async (_, source, location) => {
    const { output, citations } = await fresh.runtime.send(new RetrieveAndGenerateCommand(from([source])));
    expect(output!.text).toContain('The harbour freezes in January.');
    const references = citations!.flatMap(({ retrievedReferences = [] }) => retrievedReferences);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect(reference.location).toEqual(location);
    const { text, citations: streamedCitations } = await streamed(fresh, from([source]));
    expect(text).toBe(output!.text);
    expect(streamedCitations).toEqual(citations);
  });

  test('are read by the model that was named, in the template that was given', async () => {
    provider.on('local.writer', saying('In January [1].'));
    const { output, citations } = await local.runtime.send(
      new RetrieveAndGenerateCommand(
        from([inBucket('s3://letters/harbour.txt')], {
          modelArn: 'local.writer',
          generationConfiguration: {
            promptTemplate: { textPromptTemplate: 'X $search_results$ $query$ $output_format_instructions$' },
          },
        }),
      ),
    );
    expect(output!.text).toBe('In January.');
    expect(citations).toHaveLength(1);
    expect(lastPrompt()).toMatch(/^X <passage_1>\nThe harbour freezes/);
  });

  test.each<[string, ExternalSource, string, number]>([
    ['that cannot be read', bytes('no document', 'a.pdf', 'application/pdf'), 'ValidationException', 400],
    ['that are not there', inBucket('s3://letters/none.txt'), 'DependencyFailedException', 424],
    ['in a bucket that is not there', inBucket('s3://no-bucket/a.txt'), 'DependencyFailedException', 424],
    ['whose address is none', inBucket('s3://letters'), 'ValidationException', 400],
    ['that are not brought along', { sourceType: 'BYTE_CONTENT' }, 'ValidationException', 400],
  ])('%s are refused', async (_, source, name, status) => {
    await failureOf(fresh.runtime.send(new RetrieveAndGenerateCommand(from([source]))), name, status);
  });
});

test.each<[string, RetrieveAndGenerateCommandInput]>([
  ['no configuration', { input: { text: 'Why?' } }],
  [
    'none of its type',
    { input: { text: 'Why?' }, retrieveAndGenerateConfiguration: { type: 'KNOWLEDGE_BASE' } },
  ],
  [
    'none of documents',
    { input: { text: 'Why?' }, retrieveAndGenerateConfiguration: { type: 'EXTERNAL_SOURCES' } },
  ],
])('a request with %s is refused', async (_, input) => {
  await failureOf(fresh.runtime.send(new RetrieveAndGenerateCommand(input)), 'ValidationException', 400);
});
