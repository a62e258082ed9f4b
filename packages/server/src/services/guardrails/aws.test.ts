import { FlowError, type ServiceCall } from '@streambed/flow/ports';
import type { ApplyGuardrailResponse } from '@streambed/model/bedrock-runtime';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { closedEndpoint, openFakeService } from '../aws/fake-service.fixture.ts';
import { portCall } from '../port-call.fixture.ts';
import { createAwsGuardrails } from './aws.ts';
import {
  answerOf,
  eventsOf,
  guarded,
  metadataOf,
  piecesOf,
  question,
  scriptedModel,
  textOf,
} from './guardrails.fixture.ts';
import { masksOfAnswer } from './masks-of-answer.ts';

const CANARY = 'secret-canary';
const usage = {
  topicPolicyUnits: 0,
  contentPolicyUnits: 0,
  wordPolicyUnits: 1,
  sensitiveInformationPolicyUnits: 1,
  sensitiveInformationPolicyFreeUnits: 0,
  contextualGroundingPolicyUnits: 0,
};
const email = { match: 'ann@mail.com', type: 'EMAIL', action: 'ANONYMIZED', detected: true } as const;

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
  vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'of-somebody-else');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

interface Asked {
  readonly source: string;
  readonly content: readonly { readonly text?: { readonly text: string } }[];
}

/** A service that masks addresses and blocks the word `plutonium`, as the real one answers. */
const bedrock = async () => {
  const fake = await openFakeService((request, response) => {
    const { source, content } = JSON.parse(request.body.toString()) as Asked;
    const texts = content.flatMap(({ text }) => (text ? [text.text] : []));
    const blocked = texts.some((text) => text.includes('plutonium'));
    const masked = texts.some((text) => text.includes('ann@mail.com'));
    const body: ApplyGuardrailResponse = {
      usage,
      action: blocked || masked ? 'GUARDRAIL_INTERVENED' : 'NONE',
      actionReason: blocked ? 'Guardrail blocked.' : masked ? 'Guardrail masked.' : 'No action.',
      outputs: blocked
        ? [{ text: `No, says ${source}.` }]
        : masked
          ? texts.map((text) => ({ text: text.replaceAll('ann@mail.com', '{EMAIL}') }))
          : [],
      assessments: [
        {
          ...(blocked && {
            wordPolicy: {
              customWords: [{ match: 'plutonium', action: 'BLOCKED', detected: true }],
              managedWordLists: [],
            },
          }),
          ...(masked && { sensitiveInformationPolicy: { piiEntities: [email], regexes: [] } }),
          invocationMetrics: { guardrailProcessingLatency: 12, usage },
        },
      ],
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  opened.push(fake);
  return fake;
};

const source = (endpoint: string) => createAwsGuardrails({ endpoint, region: 'eu-central-1' });
const check = async (endpoint: string, text: string, call: ServiceCall = portCall()) =>
  (await source(endpoint).open('realone', '4', call)).check(
    { source: 'INPUT', content: [{ text: { text, qualifiers: ['guard_content'] } }] },
    call,
  );

describe('a guardrail in Amazon Bedrock', () => {
  test('is asked by ApplyGuardrail, and its answer is given as it is', async () => {
    const fake = await bedrock();
    const answered = await check(fake.endpoint, 'Mail ann@mail.com');
    expect(answered).toMatchObject({
      blocked: false,
      masks: [{ text: 0, start: 5, end: 17, replacement: '{EMAIL}' }],
      response: { action: 'GUARDRAIL_INTERVENED', outputs: [{ text: 'Mail {EMAIL}' }], usage },
    });
    const [request] = fake.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/guardrail/realone/version/4/apply' });
    expect(request?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-central-1\/bedrock\//);
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({
      source: 'INPUT',
      content: [{ text: { text: 'Mail ann@mail.com', qualifiers: ['guard_content'] } }],
    });
    expect(await check(fake.endpoint, 'About plutonium')).toMatchObject({
      blocked: true,
      response: { outputs: [{ text: 'No, says INPUT.' }] },
    });
  });

  test('guards models of anywhere, streams too', async () => {
    const fake = await bedrock();
    const pieces = ['The lake is deep. ', 'Mail ann@', 'mail.com for more.'];
    const model = scriptedModel(answerOf(pieces.join('')), piecesOf(...pieces));
    const port = guarded(model, source(fake.endpoint));
    const whole = await port.converse(question('Hello ann@mail.com'), portCall());
    expect(model.requests[0]?.messages[0]?.content).toEqual([{ text: 'Hello {EMAIL}' }]);
    const masked = 'The lake is deep. Mail {EMAIL} for more.';
    expect(whole.output.message.content).toEqual([{ text: masked }]);
    const events = await eventsOf(port.converseStream(question('Hello'), portCall()));
    expect(textOf(events)).toBe(masked);
    expect(metadataOf(events)?.trace?.guardrail).toMatchObject({
      actionReason: 'Guardrail masked.',
      outputAssessments: { gr1234567890: [{ sensitiveInformationPolicy: { piiEntities: [email] } }] },
    });
  });

  test('keeps what it blocks out of a long stream', async () => {
    const fake = await bedrock();
    const pieces = [
      ...Array.from({ length: 200 }, () => 'The lake is deep. '),
      'On plu',
      'tonium. ',
      'More. ',
    ];
    const model = scriptedModel(answerOf(''), piecesOf(...pieces));
    const events = await eventsOf(
      guarded(model, source(fake.endpoint)).converseStream(question('Hello'), portCall()),
    );
    const text = textOf(events);
    expect(text).toMatch(/^The lake is deep\. .*No, says OUTPUT\.$/);
    expect(text).not.toContain('plu');
    // One check for each unit of text and not for each piece.
    expect(fake.requests.length).toBeLessThan(10);
  });

  const faultOf = async (endpoint: string): Promise<FlowError['fault']> => {
    const error = await check(endpoint, 'x').then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof FlowError)) throw error;
    expect(JSON.stringify([error.fault, error.stack, String(error.cause)])).not.toContain(CANARY);
    return error.fault;
  };

  test.each([
    [
      'ResourceNotFoundException',
      404,
      { kind: 'resourceNotFound', blame: 'author', resourceName: 'realone' },
    ],
    ['ValidationException', 400, { kind: 'validation', blame: 'author' }],
    ['AccessDeniedException', 403, { kind: 'accessDenied', resourceName: 'realone' }],
    ['ThrottlingException', 429, { kind: 'throttling', resourceName: 'realone' }],
    ['InternalServerException', 500, { kind: 'dependencyFailed', resourceName: 'realone' }],
  ])('that fails with %s becomes the fault of it, without its words', async (name, status, fault) => {
    const fake = await openFakeService((_, response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name })
        .end(JSON.stringify({ message: CANARY }));
    });
    opened.push(fake);
    expect(await faultOf(fake.endpoint)).toMatchObject(fault);
  });

  test('that is none is said to be none', async () => {
    const page = await openFakeService((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello": "world"}');
    });
    opened.push(page);
    expect(await faultOf(page.endpoint)).toMatchObject({ kind: 'badGateway', resourceName: 'realone' });
    expect(await faultOf(await closedEndpoint())).toMatchObject({ kind: 'badGateway' });
  });

  test('is not waited for when the caller leaves', async () => {
    const silent = await openFakeService(() => {});
    opened.push(silent);
    const controller = new AbortController();
    const answer = check(silent.endpoint, 'x', portCall({ signal: controller.signal }));
    controller.abort(new Error('The client left.'));
    await expect(answer).rejects.toThrow('The client left.');
  });
});

describe('where the real service masked', () => {
  const words = fc.constantFrom('ann@mail.com', 'ann@mail', '{EMAIL}', ' ', 'a', 'x', 'Ann', '{', '}');

  test('is found again: its masks put into the text give its answer', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const found: ApplyGuardrailResponse = {
          usage,
          action: 'GUARDRAIL_INTERVENED',
          outputs: [{ text: text.replaceAll('ann@mail.com', '{EMAIL}') }],
          assessments: [{ sensitiveInformationPolicy: { piiEntities: [email], regexes: [] } }],
        };
        const masks = masksOfAnswer([text], found);
        let masked = text;
        for (const { start, end, replacement } of (masks ?? []).toReversed())
          masked = masked.slice(0, start) + replacement + masked.slice(end);
        expect(masked).toBe(found.outputs[0]?.text);
      }),
    );
  });

  test('is not guessed when no finding explains it', () => {
    const found: ApplyGuardrailResponse = {
      usage,
      action: 'GUARDRAIL_INTERVENED',
      outputs: [{ text: 'something else' }],
      assessments: [{ sensitiveInformationPolicy: { piiEntities: [email], regexes: [] } }],
    };
    expect(masksOfAnswer(['ann@mail.com'], found)).toBeUndefined();
    expect(masksOfAnswer(['one', 'two'], found)).toBeUndefined();
  });
});
