import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentencesOf } from '../../sentences.ts';
import { chooseSentences } from './extract.ts';
import { answerOffline } from './offline-model.ts';
import { readPrompt } from './read-prompt.ts';
import { countTokens } from './tokens.ts';

const ask = (
  text: string,
  change: { system?: string; earlier?: string; maxTokens?: number; stop?: string[] } = {},
) =>
  answerOffline({
    modelId: 'any',
    messages: [
      ...(change.earlier === undefined
        ? []
        : [{ role: 'user' as const, content: [{ text: change.earlier }] }]),
      { role: 'user', content: [{ text }] },
    ],
    ...(change.system === undefined ? {} : { system: [{ text: change.system }] }),
    inferenceConfig: {
      ...(change.maxTokens === undefined ? {} : { maxTokens: change.maxTokens }),
      ...(change.stop === undefined ? {} : { stopSequences: change.stop }),
    },
  });

describe('labels', () => {
  test.each<[prompt: string, label: string]>([
    [
      'Classify the request into one of: billing, technical, other.\nRequest: My billing statement is wrong',
      'billing',
    ],
    ['Classify the request as billing, technical or other.\n\nThe technician broke my router.', 'technical'],
    ['Is this review positive or negative?\n\nGreat phone, I love it.', 'positive'],
    ['Classify the sentiment (positive, negative, neutral) of: I hate it, it broke after a day.', 'negative'],
    ['Classify the sentiment (positive, negative, neutral) of: The parcel has a label.', 'neutral'],
    [
      'Classify the message as "complaint", "question" or "praise". Reply with the label only.\n\nMy question: where is it?',
      'question',
    ],
    [
      'Categories:\n- billing: invoices, charges, refunds\n- technical: errors, crashes\n- other\n\nPick one.\nMessage: I see two charges.',
      'billing',
    ],
    [
      'Choose the team for this ticket:\n1. **Payments** - cards and invoices\n2. **Logistics** - parcels and delivery\n\nTicket: my parcel is late.',
      'Logistics',
    ],
    ['Answer yes or no. Is it raining in the text?\n<text>\nThe sun is out.\n</text>', 'yes'],
    ['Reply with exactly one word, refund or exchange.\n\nI want an exchange for a larger size.', 'exchange'],
    ['Choose a label (refund, delivery, other) for the message.\n\nChange my delivery address', 'delivery'],
    ['Route to sales, support or billing: How do I get support?', 'support'],
    ['Rate the priority: low | medium | high\n\nThis has high urgency for us.', 'high'],
  ])('%j is answered %j', (prompt, label) => {
    expect(ask(prompt)).toMatchObject({ text: label, stopReason: 'end_turn' });
  });

  test('may stand in the system text', () => {
    const system = 'You are a router. Choose one of the following categories: refund, shipping, other.';
    expect(ask('Where is the shipping confirmation?', { system }).text).toBe('shipping');
  });

  test.each([
    'Return the name, address and phone number of the person.\n\nJohn Smith lives in Rome. He likes tea.',
    'Answer in one or two sentences: what do foxes eat? Foxes eat mice.',
    'Summarize the report.\n\nOptions for next year are open. Sales, costs and staff grew.',
    'Rate the essay from 1 to 5. Essay: It is a good essay about dogs.',
  ])('are not seen where none are offered: %j', (prompt) => {
    const { text } = ask(prompt);
    expect(text.split(' ').length).toBeGreaterThan(2);
    expect(prompt).toContain(text);
  });
});

describe('extracts', () => {
  const article =
    'Solar panels turn light into power. Panels need little care. The first solar panels were built in 1954. ' +
    'A panel lasts thirty years. Cats like warm roofs.';

  test('answer a question from what was given', () => {
    const prompt = `Answer the question from the context.\nContext: ${article}\nQuestion: When were the first panels built?`;
    expect(ask(prompt).text).toContain('The first solar panels were built in 1954.');
    expect(ask(prompt).text).not.toContain('Cats');
  });

  test('have as many sentences as asked for', () => {
    const count = (prompt: string): number => sentencesOf(ask(prompt).text).length;
    expect(count(`Summarize the text in one sentence:\n\n${article}`)).toBe(1);
    expect(count(`Give me 2 key points:\n\n${article}`)).toBe(2);
    expect(count(`Summarize the text:\n\n${article}`)).toBe(3);
  });

  test('take the context from an earlier message when the last one only asks', () => {
    expect(ask('How long does a panel last?', { earlier: article }).text).toContain('thirty years');
  });

  test('stay within maxTokens by choosing less, and are cut only when nothing fits', () => {
    const prompt = `Summarize the text:\n\n${article}`;
    expect(ask(prompt, { maxTokens: 24 })).toMatchObject({ stopReason: 'end_turn' });
    const cut = ask(prompt, { maxTokens: 3 });
    expect(cut.stopReason).toBe('max_tokens');
    expect(article).toContain(cut.text);
  });

  test('end before a stop sequence', () => {
    const answer = ask(`Summarize the text in one sentence:\n\n${article}`, { stop: ['zzz', 'panels'] });
    expect(answer.stopReason).toBe('stop_sequence');
    expect(answer.text).not.toContain('panels');
  });

  test('keep scripts without spaces whole', () => {
    expect(ask('東京は日本の首都です。大阪は大きな都市です。').text).toBe('東京は日本の首都です。');
  });

  test('are empty when there is nothing to extract from', () => {
    expect(ask(' \n ')).toEqual({
      text: '',
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 0, totalTokens: 1 },
    });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'Summarize',
          'Classify',
          'one of:',
          'as',
          'or',
          ',',
          '.',
          '?',
          ':',
          '\n',
          '\n- ',
          '"',
          '|',
          '<text>',
        ),
        fc.lorem({ maxCount: 4 }),
        fc.string({ unit: 'grapheme', maxLength: 6 }),
      ),
      { maxLength: 60 },
    )
    .map((words) => words.join(' ')),
);

describe('for any prompt', () => {
  test('the answer is never empty unless the prompt is, and always the same', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
        (prompt, maxTokens) => {
          const change = maxTokens === undefined ? {} : { maxTokens };
          const answer = ask(prompt, change);
          expect(answer.text !== '').toBe(prompt.trim() !== '');
          expect(ask(prompt, change)).toEqual(answer);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('it is made of sentences of the prompt, word for word and in their order', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 5 }), (prompt, wanted) => {
        const { material, query } = readPrompt(prompt);
        const chosen = chooseSentences(material, query, wanted, 1_000);
        expect(chosen.length).toBe(Math.min(wanted, material.length));
        let from = 0;
        for (const sentence of chosen) {
          const at = prompt.indexOf(sentence, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + sentence.length;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('the answer is no longer than maxTokens, a first character excepted', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (prompt, maxTokens) => {
        const { text, usage } = ask(prompt, { maxTokens });
        expect(usage.outputTokens).toBe(countTokens(text));
        if ([...text].length > 1) expect(usage.outputTokens).toBeLessThanOrEqual(maxTokens);
      }),
      { numRuns: 1_000 },
    );
  });

  const word = fc.stringMatching(/^[a-z]{3,9}$/);
  const isOwn = (name: string): boolean =>
    !/^(?:one|two|six|ten|and|are|can|for|has|had|not|was|you|will|they|were|have|words?|lines?|tokens?|bullets?|points?)$/u.test(
      name,
    );

  test('a label is always one of those listed', () => {
    const labels = fc.uniqueArray(word.filter(isOwn), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(labels, fc.lorem({ mode: 'sentences', maxCount: 5 }), (names, text) => {
        const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
        const quoted = names.map((name) => `"${name}"`).join(', ');
        const bullets = names.map((name) => `- ${name}`).join('\n');
        for (const prompt of [
          `Classify the text as one of: ${list}.\n\n${text}`,
          `Answer with one of these labels: ${quoted}.\n<text>\n${text}\n</text>`,
          `Pick one of these categories:\n${bullets}\n\nText: ${text}`,
        ])
          expect(names).toContain(ask(prompt).text);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  'x'.repeat(300_000),
  'a. '.repeat(100_000),
  '"'.repeat(200_000),
  'classify '.repeat(30_000),
  'one of one of '.repeat(20_000),
  `Classify as ${'a, '.repeat(50_000)} or b.`,
  '\n- '.repeat(70_000),
  ' '.repeat(300_000),
])('a long and odd prompt is read in linear time (%#)', (prompt) => {
  // Quadratic reading of these would take minutes; the test's time-out is what fails it.
  ask(prompt);
});

describe('what the instruction wants where nothing answers', () => {
  const prompt = (instead: string, question: string) =>
    `Answer from the passages.\n${instead}\n\n<passages>\nThe mill grinds flour. The inn serves soup.\n</passages>\n\nQuestion: ${question}`;
  const KNOWS_NOTHING = 'If the passages do not hold the answer, write exactly: I do not know.';

  test.each([
    [KNOWS_NOTHING, 'Who wrote the symphony?', 'I do not know.'],
    [
      'If the text says nothing of it, answer exactly "No idea" and stop.',
      'Who wrote the symphony?',
      'No idea',
    ],
    [KNOWS_NOTHING, 'What does the mill grind?', 'The mill grinds flour.'],
    [
      "If it doesn't say, answer with exactly one word.",
      'What does the mill grind?',
      'The mill grinds flour.',
    ],
    ['If you like it, write exactly: Yes.', 'Who wrote the symphony?', expect.not.stringContaining('Yes')],
  ])('%s %s', (instead, question, answer) => {
    expect(ask(prompt(instead, question)).text).toEqual(answer);
  });

  test('a question that goes on with a conversation is about what was said before', () => {
    expect(
      ask(prompt(KNOWS_NOTHING, 'And why?'), { earlier: 'What does the mill grind?' }).text,
    ).not.toContain('I do not know');
  });
});
