import type { ModelPort } from '@streambed/flow/ports';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { GuardrailRecord, Store } from '../../store/index.ts';
import { openFakeService } from '../aws/fake-service.fixture.ts';
import { portCall } from '../port-call.fixture.ts';
import { DEFAULT_GUARDRAILS_CONFIGURATION, type GuardrailsConfiguration } from './configuration.ts';
import { createGuardrails } from './create-guardrails.ts';
import {
  answerOf,
  countedIds,
  eventsOf,
  GUARDRAIL_ID,
  guardrailRecord,
  piecesOf,
  question,
  scriptedModel,
  steppingClock,
  storeOf,
  textOf,
} from './guardrails.fixture.ts';
import { guardrailsMode } from './routing.ts';

const policies: GuardrailRecord['policies'] = {
  wordPolicy: { words: [{ text: 'Velocity Labs' }], managedWordLists: [{ type: 'PROFANITY' }] },
  sensitiveInformationPolicy: {
    piiEntities: [
      { type: 'EMAIL', action: 'ANONYMIZE' },
      { type: 'PHONE', action: 'ANONYMIZE' },
      { type: 'NAME', action: 'ANONYMIZE' },
      { type: 'ADDRESS', action: 'ANONYMIZE' },
      { type: 'PASSWORD', action: 'ANONYMIZE' },
      { type: 'INTERNATIONAL_BANK_ACCOUNT_NUMBER', action: 'ANONYMIZE' },
      { type: 'URL', action: 'ANONYMIZE' },
      { type: 'IP_ADDRESS', action: 'NONE' },
      { type: 'CREDIT_DEBIT_CARD_NUMBER', action: 'BLOCK' },
    ],
    regexes: [{ name: 'order', pattern: 'VB-\\d{6}', action: 'ANONYMIZE' }],
  },
};
const world = (model: ModelPort = scriptedModel(answerOf('')), record = guardrailRecord({ policies })) => ({
  store: storeOf(record) as Store,
  model,
  clock: steppingClock(),
  ids: countedIds(),
});

describe('with the policies as they are', () => {
  const { guard } = createGuardrails(DEFAULT_GUARDRAILS_CONFIGURATION, world());
  /** Sentences with all that the policies look for, near misses, and plain text of any length between. */
  const text = fc
    .array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            'Write to ann.li@example.com today. ',
            'Call me at +49 170 1234567. ',
            'Call (212) 555-0143 or come by. ',
            'The order VB-204518 is late. ',
            'See https://www.example.org/a/b?c=d for more. ',
            'Pay to DE89 3702 0044 0532 0130 00. ',
            'The server 10.20.30.40 is down. ',
            'Mr. John Smith lives at 12 Baker Street, London. ',
            'His password is hunter22. ',
          ),
        },
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            'VB-20451 is none. ',
            'ann@ is nobody. ',
            'We sold 4111 1111 1111 1112 of them. ',
            'Velocity and labs. ',
            'Scunthorpe, assess, classic. ',
          ),
        },
        {
          weight: 4,
          arbitrary: fc
            .nat(40)
            .map((words) => `${Array.from({ length: words }, () => 'the slow river runs').join(' on ')}. `),
        },
      ),
      { minLength: 1, maxLength: 14 },
    )
    .map((parts) => parts.join(''));
  const blocking = fc.constantFrom(
    '',
    '',
    'Buy at Velocity Labs. ',
    'Use 4111 1111 1111 1111 for it. ',
    'Oh f u c k. ',
  );
  const size = fc.integer({ min: 1, max: 400 });

  test('a stream says what the whole answer would have said, up to what blocks', async () => {
    await fc.assert(
      fc.asyncProperty(text, blocking, text, size, async (before, middle, after, piece) => {
        const whole = `${before}${middle}${after}`;
        const pieces = Array.from({ length: Math.ceil(whole.length / piece) }, (_, index) =>
          whole.slice(index * piece, (index + 1) * piece),
        );
        const port = guard(scriptedModel(answerOf(whole), piecesOf(...pieces)));
        const answer =
          (await port.converse(question('Hello'), portCall())).output.message.content[0]?.text ?? '';
        const streamed = textOf(await eventsOf(port.converseStream(question('Hello'), portCall())));
        expect(answer === 'This cannot be answered.').toBe(middle !== '');
        if (middle === '') expect(streamed).toBe(answer);
        else {
          const clean = await guard(scriptedModel(answerOf(before))).converse(question('Hello'), portCall());
          expect(streamed.endsWith('This cannot be answered.')).toBe(true);
          const left = streamed.slice(0, -'This cannot be answered.'.length);
          expect(clean.output.message.content[0]?.text?.startsWith(left)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the judge', () => {
  const record = guardrailRecord({
    policies: {
      topicPolicy: { topics: [{ name: 'Weather', definition: 'Talk about the weather.', type: 'DENY' }] },
    },
  });
  const apply = (configuration: Partial<GuardrailsConfiguration>, model: ModelPort) =>
    createGuardrails(
      { ...DEFAULT_GUARDRAILS_CONFIGURATION, ...configuration },
      world(model, record),
    ).guardrails.apply(
      {
        guardrailIdentifier: GUARDRAIL_ID,
        guardrailVersion: 'DRAFT',
        source: 'INPUT',
        content: [{ text: { text: 'It rains.' } }],
      },
      portCall(),
    );

  test('is asked where one is configured, and the answer says so', async () => {
    const judge = scriptedModel(
      answerOf('', {
        output: {
          message: { role: 'assistant', content: [{ text: '{"topics": {"T1": true}}' }] },
        },
      }),
    );
    const { action, actionReason } = await apply({ judge: { modelId: 'llama3.2' } }, judge);
    expect([action, actionReason]).toEqual([
      'GUARDRAIL_INTERVENED',
      'Guardrail blocked. Denied topics decided by judge model llama3.2.',
    ]);
    expect(judge.requests[0]).toMatchObject({ modelId: 'llama3.2' });
    expect(judge.requests[0]).not.toHaveProperty('guardrailConfig');
  });

  test('is not asked where none is', async () => {
    const judge = scriptedModel(answerOf(''));
    const { actionReason } = await apply({}, judge);
    expect(judge.requests).toEqual([]);
    expect(actionReason).toContain('Denied topics decided by the built-in lexical scorer.');
  });

  test('that fails lets nothing through', async () => {
    const broken: ModelPort = {
      converse: async () => Promise.reject(new Error('The model is away.')),
      converseStream: () => {
        throw new Error('Nobody streams a judge.');
      },
    };
    await expect(apply({ judge: { modelId: 'llama3.2' } }, broken)).rejects.toMatchObject({
      fault: { blame: expect.any(String) },
    });
  });
});

describe('where a guardrail is', () => {
  const configuration: GuardrailsConfiguration = {
    mode: 'embedded',
    routes: [
      { guardrail: 'gr0*', mode: 'embedded' },
      { guardrail: 'gr*', mode: 'aws' },
      { guardrail: 'arn:aws:bedrock:eu-*', mode: 'aws' },
    ],
    aws: {},
  };

  test.each([
    ['house1', 'embedded'],
    ['gr01', 'embedded'],
    ['gr11', 'aws'],
    ['arn:aws:bedrock:us-east-1:000000000000:guardrail/gr11', 'aws'],
    ['arn:aws:bedrock:us-east-1:000000000000:guardrail/house1', 'embedded'],
    ['arn:aws:bedrock:eu-west-1:000000000000:guardrail/house1', 'aws'],
  ])('%s is %s', (identifier, mode) => {
    expect(guardrailsMode(configuration, identifier)).toBe(mode);
  });

  test('decides who is asked', async () => {
    const fake = await openFakeService((_, response) => response.writeHead(500).end());
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    const { guardrails } = createGuardrails(
      { ...configuration, aws: { endpoint: fake.endpoint, region: 'us-east-1' } },
      world(),
    );
    const apply = (guardrailIdentifier: string) =>
      guardrails.apply(
        {
          guardrailIdentifier,
          guardrailVersion: 'DRAFT',
          source: 'INPUT',
          content: [{ text: { text: 'Mail ann@example.com' } }],
        },
        portCall(),
      );
    await expect(apply('gr11')).rejects.toMatchObject({ fault: { resourceName: 'gr11' } });
    await expect(apply('house1')).rejects.toMatchObject({ fault: { kind: 'resourceNotFound' } });
    expect(fake.requests.map(({ path }) => path)).toContain('/guardrail/gr11/version/DRAFT/apply');
    expect(fake.requests.every(({ path }) => path.includes('gr11'))).toBe(true);
    await fake.close();
    vi.unstubAllEnvs();
  });
});
