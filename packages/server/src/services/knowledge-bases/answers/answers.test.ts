import type { AnswerEvent, ConverseRequest, ConverseStreamEvent, ModelPort } from '@streambed/flow/ports';
import type {
  KnowledgeBaseRetrievalResult,
  RetrieveAndGenerateRequest,
} from '@streambed/model/bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { portCall } from '../../port-call.fixture.ts';
import { DocumentProblem } from '../parsing/index.ts';
import { createAnswers } from './answers.ts';

const passage = (text: string, uri = `s3://docs/${text.length}.md`): KnowledgeBaseRetrievalResult => ({
  content: { type: 'TEXT', text },
  location: { type: 'S3', s3Location: { uri } },
  score: 0.5,
  metadata: { 'x-amz-bedrock-kb-source-uri': uri },
});
const SNOW = passage('Its water comes from the melting snow of the northern range.');
const GATES = passage('The gates were built in 1912.');

interface Asked {
  readonly queries: string[];
  readonly prompts: ConverseRequest[];
  /** Questions that the guardrail saw apart from the model. */
  readonly guarded: string[];
}

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/** A world in which every search finds `found`, and the model answers with what `says` tells for its prompt. */
const worldOf = (
  says: (prompt: string) => string,
  found: (query: string) => readonly KnowledgeBaseRetrievalResult[] = () => [SNOW, GATES],
  {
    stopReason = 'end_turn' as const,
    servedBy = 'a model',
  }: { stopReason?: 'end_turn' | 'guardrail_intervened'; servedBy?: string } = {},
) => {
  const asked: Asked = { queries: [], prompts: [], guarded: [] };
  const time = { now: 0 };
  let ids = 0;
  const answerTo = (request: ConverseRequest): string => {
    asked.prompts.push(request);
    return says(
      (request.messages.at(-1)?.content ?? [])
        .map(({ text, guardContent }) => text ?? guardContent?.text?.text ?? '')
        .join(''),
    );
  };
  const model: ModelPort = {
    converse: async (request) => ({
      output: { message: { role: 'assistant', content: [{ text: answerTo(request) }] } },
      stopReason: 'end_turn',
      usage,
      metrics: { latencyMs: 1 },
      requestId: 'r',
      servedBy,
    }),
    async *converseStream(request): AsyncGenerator<ConverseStreamEvent> {
      yield { messageStart: { role: 'assistant' } };
      for (const text of answerTo(request).match(/.{1,5}/gs) ?? [])
        yield { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
      yield { messageStop: { stopReason } };
      yield { metadata: { usage, metrics: { latencyMs: 1 }, requestId: 'r', servedBy } };
    },
  };
  const answers = createAnswers({
    retrieve: async ({ retrievalQuery }) => {
      asked.queries.push(retrievalQuery.text ?? '');
      return { response: { retrievalResults: [...found(retrievalQuery.text ?? '')] }, requestId: 'r' };
    },
    model,
    guardrails: {
      async apply({ content }) {
        const text = content[0]?.text?.text ?? '';
        asked.guarded.push(text);
        const isBlocked = text.includes('forbidden');
        if (!isBlocked && !text.includes('Ada'))
          return { action: 'NONE', outputs: [], assessments: [], usage: {} as never };
        return {
          action: 'GUARDRAIL_INTERVENED',
          outputs: [{ text: isBlocked ? 'Not that.' : text.replace('Ada', '{NAME}') }],
          assessments: [
            isBlocked
              ? {
                  wordPolicy: {
                    customWords: [{ match: 'forbidden', action: 'BLOCKED' }],
                    managedWordLists: [],
                  },
                }
              : {
                  sensitiveInformationPolicy: {
                    piiEntities: [{ match: 'Ada', type: 'NAME', action: 'ANONYMIZED' }],
                    regexes: [],
                  },
                },
          ],
          usage: {} as never,
        };
      },
    },
    sources: {
      objects: {
        getObject: async ({ bucket, key }) => ({
          body: new TextEncoder().encode(`It lies in ${bucket} under ${key}.`),
          requestId: 'r',
        }),
      },
      parser: {
        async parseDocument({ name, bytes }) {
          if (name === 'broken.pdf') throw new DocumentProblem('broken', 'broken.pdf is broken.');
          const text = new TextDecoder().decode(bytes);
          return {
            mimeType: 'text/plain',
            blocks: text.split('\n').map((each) => ({ kind: 'paragraph', text: each })),
          };
        },
      },
      rank: async (query, texts, most) =>
        texts.flatMap((text, place) => (text.includes(query) ? [place] : [])).slice(0, most),
    },
    writes: (by) => by !== 'offline',
    clock: { now: () => time.now, monotonic: () => time.now, after: () => () => {} },
    ids: { uuid: () => `session-${++ids}` } as never,
  });
  return { answers, asked, time };
};

const requestOf = (
  text: string,
  more: Partial<RetrieveAndGenerateRequest> = {},
  knowledgeBase: Record<string, unknown> = {},
): RetrieveAndGenerateRequest => ({
  input: { text },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId: 'KB12345678', modelArn: 'a-model', ...knowledgeBase },
  },
  ...more,
});

const all = async (events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> => {
  const seen: AnswerEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
};

describe('an answer', () => {
  test('cites what the model names, and tiles', async () => {
    const { answers, asked } = worldOf(() => 'From snow [1]. Since 1912 [2]. That is all.');
    const { output, citations, guardrailAction, sessionId } = await answers.answer(
      requestOf('Where from?'),
      portCall(),
    );
    expect(output.text).toBe('From snow. Since 1912. That is all.');
    expect(sessionId).toBe('session-1');
    expect(guardrailAction).toBeUndefined();
    expect(citations).toEqual([
      {
        generatedResponsePart: { textResponsePart: { text: 'From snow.', span: { start: 0, end: 9 } } },
        retrievedReferences: [{ content: SNOW.content, location: SNOW.location, metadata: SNOW.metadata }],
      },
      {
        generatedResponsePart: { textResponsePart: { text: ' Since 1912.', span: { start: 10, end: 21 } } },
        retrievedReferences: [{ content: GATES.content, location: GATES.location, metadata: GATES.metadata }],
      },
      {
        generatedResponsePart: { textResponsePart: { text: ' That is all.', span: { start: 22, end: 34 } } },
        retrievedReferences: [],
      },
    ]);
    expect(asked.queries).toEqual(['Where from?']);
    const prompt = asked.prompts[0]?.messages[0]?.content[0]?.text ?? '';
    expect(prompt).toContain(`<passage_1>\n${SNOW.content.text}\n</passage_1>`);
    expect(prompt.endsWith('Question: Where from?')).toBe(true);
  });

  test('of a model that names nothing rests on what it took word for word', async () => {
    const { answers } = worldOf(() => `${SNOW.content.text} Make of it what you like.`);
    const { citations } = await answers.answer(requestOf('Where from?'), portCall());
    expect(citations?.map(({ retrievedReferences }) => retrievedReferences?.length)).toEqual([1, 0]);
  });

  test('of a template that does not ask for citations has none', async () => {
    const { answers } = worldOf(() => `${SNOW.content.text} [1]`);
    const { output, citations } = await answers.answer(
      requestOf(
        'Where from?',
        {},
        { generationConfiguration: { promptTemplate: { textPromptTemplate: '$search_results$' } } },
      ),
      portCall(),
    );
    expect(output.text).toBe(`${SNOW.content.text} [1]`);
    expect(citations?.map(({ retrievedReferences }) => retrievedReferences)).toEqual([[]]);
  });

  test('where nothing was found asks no model', async () => {
    const { answers, asked } = worldOf(
      () => 'never',
      () => [],
    );
    const { output, citations } = await answers.answer(requestOf('Where from?'), portCall());
    expect(output.text).toBe('Sorry, I am unable to assist you with this request.');
    expect(citations).toEqual([]);
    expect(asked.prompts).toEqual([]);
  });

  test('that a guardrail stopped says so; the guardrail sees question and passages apart', async () => {
    const { answers, asked } = worldOf(() => 'I must not say.', undefined, {
      stopReason: 'guardrail_intervened',
    });
    const guardrailConfiguration = { guardrailId: 'gr', guardrailVersion: '1' };
    const { output, citations, guardrailAction } = await answers.answer(
      requestOf('Where from?', {}, { generationConfiguration: { guardrailConfiguration } }),
      portCall(),
    );
    expect([output.text, citations, guardrailAction]).toEqual(['I must not say.', [], 'INTERVENED']);
    const [request] = asked.prompts;
    expect(request?.guardrailConfig).toEqual({ guardrailIdentifier: 'gr', guardrailVersion: '1' });
    const guarded = request?.messages[0]?.content.flatMap(({ guardContent }) =>
      guardContent?.text ? [guardContent.text] : [],
    );
    expect(guarded?.map(({ qualifiers }) => qualifiers)).toEqual([
      ['grounding_source'],
      ['query', 'guard_content'],
    ]);
    expect(guarded?.[1]?.text).toBe('Where from?');
  });
});

describe('a guardrail', () => {
  const guarded = {
    generationConfiguration: { guardrailConfiguration: { guardrailId: 'gr', guardrailVersion: '1' } },
  };
  const breaksUp = {
    ...guarded,
    orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } },
  };

  test('is left to the model that answers, where no other one reads the question', async () => {
    const { answers, asked } = worldOf(() => 'From snow [1].');
    await answers.answer(requestOf('Where from?', {}, guarded), portCall());
    expect(asked.guarded).toEqual([]);
  });

  test('sees a question before a model rewrites it, and where nothing is found for it', async () => {
    const refusal = { output: { text: 'Not that.' }, citations: [], guardrailAction: 'INTERVENED' };
    const early = worldOf(() => 'never');
    expect(
      await early.answers.answer(requestOf('A forbidden thing', {}, breaksUp), portCall()),
    ).toMatchObject(refusal);
    expect([early.asked.queries, early.asked.prompts]).toEqual([[], []]);
    const late = worldOf(
      () => 'never',
      () => [],
    );
    expect(await late.answers.answer(requestOf('A forbidden thing', {}, guarded), portCall())).toMatchObject(
      refusal,
    );
  });

  test('that masks a question has it searched for and answered as it is masked', async () => {
    const { answers, asked } = worldOf((prompt) =>
      prompt.includes('Break it') ? 'one thing' : 'From snow [1].',
    );
    const { guardrailAction, citations } = await answers.answer(
      requestOf('Where does Ada live?', {}, breaksUp),
      portCall(),
    );
    expect(guardrailAction).toBe('INTERVENED');
    expect(citations?.[0]?.retrievedReferences).toHaveLength(1);
    expect(asked.prompts).toHaveLength(2);
    expect(JSON.stringify(asked.prompts)).not.toContain('Ada');
  });

  test('keeps what it stopped out of the conversation, which goes on', async () => {
    const { answers, asked } = worldOf(() => 'I must not say.', undefined, {
      stopReason: 'guardrail_intervened',
    });
    const { sessionId } = await answers.answer(requestOf('A secret?', {}, guarded), portCall());
    await answers.answer(requestOf('And?', { sessionId }, guarded), portCall());
    expect(asked.prompts).toHaveLength(2);
    expect(JSON.stringify(asked.prompts[1])).not.toContain('secret');
  });
});

test('questions of one session that are asked at once are all remembered', async () => {
  const { answers, asked } = worldOf(() => 'From snow [1].');
  const { sessionId } = await answers.answer(requestOf('First?'), portCall());
  await Promise.all(
    ['Second?', 'Third?'].map((text) => answers.answer(requestOf(text, { sessionId }), portCall())),
  );
  await answers.answer(requestOf('Fourth?', { sessionId }), portCall());
  const last = asked.prompts.at(-1)?.messages.map(({ content }) => content[0]?.text);
  expect(last).toContain('Second?');
  expect(last).toContain('Third?');
});

describe('an answer from documents that the request names', () => {
  const external = (text: string, ...sources: readonly object[]): RetrieveAndGenerateRequest => ({
    input: { text },
    retrieveAndGenerateConfiguration: {
      type: 'EXTERNAL_SOURCES',
      externalSourcesConfiguration: { modelArn: 'a-model', sources: sources as never },
    },
  });
  const bytes = (identifier: string, text: string) => ({
    sourceType: 'BYTE_CONTENT',
    byteContent: { identifier, contentType: 'text/plain', data: new TextEncoder().encode(text) },
  });

  test('reads them whole where they are short, and cites them', async () => {
    const { answers, asked } = worldOf(() => 'There [2]. Here [1].');
    const { citations } = await answers.answer(
      external('Where?', bytes('here.txt', 'It lies here.'), {
        sourceType: 'S3',
        s3Location: { uri: 's3://docs/deep/there.txt' },
      }),
      portCall(),
    );
    expect(asked.queries).toEqual([]);
    expect(citations?.flatMap(({ retrievedReferences = [] }) => retrievedReferences)).toEqual([
      {
        content: { type: 'TEXT', text: 'It lies in docs under deep/there.txt.' },
        location: { type: 'S3', s3Location: { uri: 's3://docs/deep/there.txt' } },
      },
      {
        content: { type: 'TEXT', text: 'It lies here.' },
        location: { type: 'CUSTOM', customDocumentLocation: { id: 'here.txt' } },
      },
    ]);
  });

  test('reads of long ones what fits the question, in their order', async () => {
    const { answers, asked } = worldOf(() => 'Yes.');
    const lines = Array.from(
      { length: 3_000 },
      (_, index) => `Line ${index} tells nothing that anybody asked for.`,
    );
    lines[700] = 'Line 700 has the needle.';
    lines[2_000] = 'Line 2000 has the needle, too.';
    await answers.answer(external('needle', bytes('long.txt', lines.join('\n'))), portCall());
    const prompt = asked.prompts[0]?.messages[0]?.content[0]?.text ?? '';
    expect(prompt.indexOf('Line 700 has')).toBeGreaterThan(0);
    expect(prompt.indexOf('Line 2000 has')).toBeGreaterThan(prompt.indexOf('Line 700 has'));
    expect(prompt.length).toBeLessThan(10_000);
  });

  test.each([
    ['a document that cannot be read', bytes('broken.pdf', 'x'), 'broken.pdf is broken.'],
    ['no place in a bucket', { sourceType: 'S3', s3Location: { uri: 'docs/a' } }, 'must be s3://BUCKET/KEY'],
    ['bytes that are missing', { sourceType: 'BYTE_CONTENT' }, 'has no byteContent'],
  ])('refuses %s', async (_, source, message) => {
    const { answers } = worldOf(() => 'never');
    await expect(answers.answer(external('Why?', source), portCall())).rejects.toThrow(message);
  });
});

describe('a stream', () => {
  test('tells text as it is written and a citation after what it covers', async () => {
    const { answers } = worldOf(() => 'From snow [1]. Since 1912 [2].');
    const events = await all((await answers.answerStream(requestOf('Where from?'), portCall())).events);
    const told = events
      .map((event) => ('output' in event ? event.output.text : 'citation' in event ? '|' : '!'))
      .join('');
    expect(told).toBe('From snow.| Since 1912.|');
    expect(events.length).toBeGreaterThan(4);
  });
});

describe('a conversation', () => {
  test('goes on: the question is rewritten, the model sees the turns before', async () => {
    const { answers, asked } = worldOf((prompt) =>
      prompt.includes('<conversation>') ? '1. When were the gates built?\nNonsense' : 'In 1912 [2].',
    );
    const first = await answers.answer(requestOf('Tell me of the gates'), portCall());
    const { sessionId } = await answers.answer(
      requestOf('And when?', { sessionId: first.sessionId }),
      portCall(),
    );
    expect(sessionId).toBe(first.sessionId);
    expect(asked.queries).toEqual(['Tell me of the gates', 'When were the gates built?']);
    expect(asked.prompts[1]?.messages[0]?.content[0]?.text).toContain(
      'User: Tell me of the gates\nAssistant: In 1912.',
    );
    expect(asked.prompts[2]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  test('without a model that writes, searches with the question before, too', async () => {
    const { answers, asked } = worldOf(() => 'In 1912 [2].', undefined, { servedBy: 'offline' });
    const { sessionId } = await answers.answer(requestOf('Tell me of the gates'), portCall());
    await answers.answer(requestOf('And when?', { sessionId }), portCall());
    expect(asked.queries.at(-1)).toBe('Tell me of the gates And when?');
  });

  test('is its caller’s own, and ends when it rests', async () => {
    const { answers, time } = worldOf(() => 'Yes.');
    const { sessionId } = await answers.answer(requestOf('One'), portCall());
    await expect(
      answers.answer(requestOf('Two', { sessionId }), portCall({ region: 'eu-west-1' })),
    ).rejects.toThrow(`There is no session ${sessionId}`);
    time.now = 59 * 60_000;
    await answers.answer(requestOf('Two', { sessionId }), portCall());
    time.now += 60 * 60_000;
    await expect(answers.answer(requestOf('Three', { sessionId }), portCall())).rejects.toThrow(
      'There is no session',
    );
  });
});

describe('a question that is broken up', () => {
  test('is searched for in parts; what several find stands there once, the best of each first', async () => {
    const { answers, asked } = worldOf(
      (prompt) => (prompt.includes('Break it into') ? '- snow?\n- gates?\n- snow?' : 'Both [1][2].'),
      (query) => (query === 'snow?' ? [SNOW] : [GATES, SNOW]),
    );
    const { citations } = await answers.answer(
      requestOf(
        'Both?',
        {},
        { orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } } },
      ),
      portCall(),
    );
    expect(asked.queries).toEqual(['snow?', 'gates?']);
    expect(citations?.[0]?.retrievedReferences?.map(({ content }) => content?.text)).toEqual([
      SNOW.content.text,
      GATES.content.text,
    ]);
  });
});

test.each([
  ['1) snow?\n2) gates?', ['snow?', 'gates?']],
  ['<think>\nBoth: snow.\n</think>\n\nHere are the questions:\n"snow?"\n“gates?”', ['snow?', 'gates?']],
  ['What about snow:', ['What about snow:']],
  ['\n \n', ['Both?']],
])('of what a model writes, %j, the queries are searched for', async (written, queries) => {
  const { answers, asked } = worldOf((prompt) => (prompt.includes('Break it into') ? written : 'Both [1].'));
  const configuration = {
    orchestrationConfiguration: { queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' } },
  };
  await answers.answer(requestOf('Both?', {}, configuration), portCall());
  expect(asked.queries).toEqual(queries);
});

describe('a request that is wrong asks nobody', () => {
  test.each([
    [
      'a template without passages',
      { generationConfiguration: { promptTemplate: { textPromptTemplate: '$query$' } } },
      '$search_results$',
    ],
  ])('%s', async (_, knowledgeBase, message) => {
    const { answers, asked } = worldOf(() => 'never');
    await expect(answers.answer(requestOf('Why?', {}, knowledgeBase), portCall())).rejects.toThrow(message);
    expect(asked).toEqual({ queries: [], prompts: [], guarded: [] });
  });
  test('no configuration', async () => {
    const { answers } = worldOf(() => 'never');
    await expect(answers.answer({ input: { text: 'Why?' } }, portCall())).rejects.toThrow(
      'retrieveAndGenerateConfiguration',
    );
  });
});
