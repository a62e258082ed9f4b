import type { FlowError } from '@streambed/flow/ports';
import type { GuardrailContentBlock } from '@streambed/model/bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { createEmbeddedGuardrails } from './embedded.ts';
import {
  CARD,
  EMAIL,
  fakePolicy,
  GUARDRAIL_ID,
  guardrailRecord,
  guardrailsOf,
  steppingClock,
  storeOf,
} from './guardrails.fixture.ts';
import type { Policy } from './policies/policy.ts';

const texts = (...contents: readonly string[]): GuardrailContentBlock[] =>
  contents.map((text) => ({ text: { text } }));

describe('looking a guardrail up', () => {
  const guardrails = guardrailsOf(fakePolicy(EMAIL));
  const arn = (region: string, account: string) =>
    `arn:aws:bedrock:${region}:${account}:guardrail/${GUARDRAIL_ID}`;

  test.each([
    ['another id', 'gr0000000000', 'DRAFT'],
    ['a version that was never made', GUARDRAIL_ID, '7'],
    ['another account', arn('us-east-1', '111111111111'), 'DRAFT'],
    ['another region', arn('eu-west-1', '000000000000'), 'DRAFT'],
    ['no version at all', GUARDRAIL_ID, '0'],
    ['a name of elsewhere', '../gr', 'DRAFT'],
  ])('%s reads as not there', async (_, identifier, version) => {
    const { fault } = (await guardrails
      .open(identifier, version, portCall())
      .catch((error: FlowError) => error)) as FlowError;
    expect(fault).toMatchObject({ kind: 'resourceNotFound', blame: 'author', resourceName: identifier });
    expect(fault.message).toBe(
      `Node Node uses guardrail ${identifier} with version ${version}, which does not exist in this account and region. ` +
        'ListGuardrails shows what does; a version is DRAFT or a number that CreateGuardrailVersion gave.',
    );
  });

  test('policies are compiled once for a version, and again when it was changed', async () => {
    const compiled: number[] = [];
    let updatedAt = 1;
    const records = [guardrailRecord({ version: 1 })];
    const source = createEmbeddedGuardrails({
      store: {
        guardrails: {
          get: async (scope: never, id: string, version: number) =>
            version === 0
              ? guardrailRecord({ updatedAt })
              : storeOf(...records).guardrails.get(scope, id, version),
        } as never,
      },
      clock: steppingClock(),
      compile: async (record) => {
        compiled.push(record.version);
        return [];
      },
      hasJudge: false,
    });
    for (const version of ['DRAFT', '1', 'DRAFT', '1']) await source.open(GUARDRAIL_ID, version, portCall());
    expect(compiled).toEqual([0, 1]);
    updatedAt = 2;
    await source.open(GUARDRAIL_ID, 'DRAFT', portCall());
    expect(compiled).toEqual([0, 1, 0]);
  });
});

test('guardrails as large as they may be do not all stay compiled: together they would take gigabytes', async () => {
  const compiled: string[] = [];
  const words = Array.from({ length: 10_000 }, () => ({ text: 'x'.repeat(100) }));
  const source = createEmbeddedGuardrails({
    store: {
      guardrails: {
        get: async (_: never, id: string) => guardrailRecord({ id, policies: { wordPolicy: { words } } }),
      } as never,
    },
    clock: steppingClock(),
    compile: async ({ id }) => {
      compiled.push(id);
      return [];
    },
    hasJudge: false,
  });
  const ids = Array.from({ length: 20 }, (_, index) => `gr${String(index).padStart(10, '0')}`);
  for (const id of ids) await source.open(id, 'DRAFT', portCall());
  await source.open(ids[19]!, 'DRAFT', portCall());
  expect(compiled).toEqual(ids);
  for (const id of ids) await source.open(id, 'DRAFT', portCall());
  expect(compiled.length).toBeGreaterThanOrEqual(36);
});

describe('ApplyGuardrail', () => {
  const open = (policy: Policy = fakePolicy(EMAIL, CARD), policies = {}) =>
    guardrailsOf(policy, {
      version: 3,
      policies: {
        wordPolicy: { words: [{ text: 'x' }] },
        topicPolicy: { topics: [{ name: 'Advice', definition: 'd', type: 'DENY', outputEnabled: false }] },
        contentPolicy: {
          filters: [
            { type: 'HATE', inputStrength: 'HIGH', outputStrength: 'LOW' },
            { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' },
          ],
        },
        sensitiveInformationPolicy: {
          piiEntities: [
            { type: 'EMAIL', action: 'ANONYMIZE' },
            { type: 'AGE', action: 'NONE', inputEnabled: false },
          ],
          regexes: [{ name: 'r', pattern: 'r', action: 'NONE' }],
        },
        contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.5 }] },
        ...policies,
      },
    }).open(GUARDRAIL_ID, '3', portCall());

  test('a text that blocks: the message, whatever is to be masked', async () => {
    const guardrail = await open();
    const { response } = await guardrail.check(
      { source: 'INPUT', content: texts('ann@mail.com', '4111 1111 1111 1111') },
      portCall(),
    );
    const usage = {
      topicPolicyUnits: 1,
      contentPolicyUnits: 1,
      wordPolicyUnits: 1,
      sensitiveInformationPolicyUnits: 1,
      sensitiveInformationPolicyFreeUnits: 1,
      contextualGroundingPolicyUnits: 0,
      contentPolicyImageUnits: 0,
      automatedReasoningPolicyUnits: 0,
      automatedReasoningPolicies: 0,
    };
    const guardrailCoverage = { textCharacters: { guarded: 31, total: 31 } };
    expect(response).toEqual({
      action: 'GUARDRAIL_INTERVENED',
      actionReason: 'Guardrail blocked.',
      outputs: [{ text: 'This cannot be asked.' }],
      usage,
      guardrailCoverage,
      assessments: [
        {
          sensitiveInformationPolicy: {
            piiEntities: [
              { match: 'ann@mail.com', type: 'EMAIL', action: 'ANONYMIZED', detected: true },
              {
                match: '4111 1111 1111 1111',
                type: 'CREDIT_DEBIT_CARD_NUMBER',
                action: 'BLOCKED',
                detected: true,
              },
            ],
            regexes: [],
          },
          invocationMetrics: { guardrailProcessingLatency: 1, usage, guardrailCoverage },
          appliedGuardrailDetails: {
            guardrailId: GUARDRAIL_ID,
            guardrailVersion: '3',
            guardrailArn: `arn:aws:bedrock:us-east-1:000000000000:guardrail/${GUARDRAIL_ID}`,
            guardrailOrigin: ['REQUEST'],
            guardrailOwnership: 'SELF',
          },
        },
      ],
    });
    const { response: output } = await guardrail.check(
      { source: 'OUTPUT', content: texts('4111 1111 1111 1111') },
      portCall(),
    );
    expect(output.outputs).toEqual([{ text: 'This cannot be answered.' }]);
  });

  test('texts that are masked come back one by one, those without a match too', async () => {
    const { response } = await (await open()).check(
      { source: 'OUTPUT', content: texts('to ann@mail.com', 'clean') },
      portCall(),
    );
    expect(response).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      actionReason: 'Guardrail masked.',
      outputs: [{ text: 'to {EMAIL}' }, { text: 'clean' }],
    });
  });

  test('what is only to be seen is listed and changes nothing', async () => {
    const guardrail = await open(fakePolicy({ ...EMAIL, action: 'NONE' }));
    const { response } = await guardrail.check(
      { source: 'INPUT', content: texts('ann@mail.com') },
      portCall(),
    );
    expect(response).toMatchObject({ action: 'NONE', actionReason: 'No action.', outputs: [] });
    expect(response.assessments[0]?.sensitiveInformationPolicy?.piiEntities).toEqual([
      { match: 'ann@mail.com', type: 'EMAIL', action: 'NONE', detected: true },
    ]);
  });

  test('the scope FULL lists what was looked for on this side, and gives the texts back', async () => {
    const { response } = await (await open()).check(
      { source: 'INPUT', content: texts('clean'), outputScope: 'FULL' },
      portCall(),
    );
    expect(response).toMatchObject({
      action: 'NONE',
      outputs: [{ text: 'clean' }],
      assessments: [
        {
          topicPolicy: { topics: [{ name: 'Advice', type: 'DENY', action: 'NONE', detected: false }] },
          contentPolicy: {
            filters: [
              { type: 'HATE', confidence: 'NONE', filterStrength: 'HIGH', action: 'NONE', detected: false },
              {
                type: 'PROMPT_ATTACK',
                confidence: 'NONE',
                filterStrength: 'HIGH',
                action: 'NONE',
                detected: false,
              },
            ],
          },
          sensitiveInformationPolicy: {
            piiEntities: [{ match: '', type: 'EMAIL', action: 'NONE', detected: false }],
            regexes: [],
          },
        },
      ],
    });
    const { response: output } = await (await open()).check(
      { source: 'OUTPUT', content: texts('clean'), outputScope: 'FULL' },
      portCall(),
    );
    expect(output.assessments[0]).not.toHaveProperty('topicPolicy');
    expect(output.assessments[0]?.contentPolicy?.filters.map(({ type }) => type)).toEqual(['HATE']);
  });

  test('units are begun thousands of characters, for policies that look at this side only', async () => {
    const guardrail = await open();
    const usageOf = async (source: 'INPUT' | 'OUTPUT', content: GuardrailContentBlock[]) =>
      (await guardrail.check({ source, content }, portCall())).response.usage;
    expect(await usageOf('INPUT', texts('x'.repeat(1_000)))).toMatchObject({ topicPolicyUnits: 1 });
    expect(await usageOf('INPUT', texts('x'.repeat(600), 'x'.repeat(401)))).toMatchObject({
      topicPolicyUnits: 2,
    });
    expect(await usageOf('INPUT', texts('𝒜'.repeat(1_000)))).toMatchObject({ contentPolicyUnits: 1 });
    expect(await usageOf('OUTPUT', texts('x'))).toMatchObject({ topicPolicyUnits: 0, contentPolicyUnits: 1 });
    expect(await usageOf('INPUT', texts(''))).toMatchObject({ topicPolicyUnits: 0 });
    const grounded: GuardrailContentBlock[] = [
      { text: { text: 's'.repeat(900), qualifiers: ['grounding_source'] } },
      { text: { text: 'q'.repeat(100), qualifiers: ['query'] } },
      ...texts('answer'),
    ];
    expect(await usageOf('OUTPUT', grounded)).toMatchObject({
      contextualGroundingPolicyUnits: 2,
      wordPolicyUnits: 1,
    });
    expect(await usageOf('INPUT', grounded)).toMatchObject({ contextualGroundingPolicyUnits: 0 });
    const { guardrailCoverage } = (await guardrail.check({ source: 'OUTPUT', content: grounded }, portCall()))
      .response;
    expect(guardrailCoverage).toEqual({ textCharacters: { guarded: 6, total: 1_006 } });
  });

  test('the reason says what decided, and what was not looked at', async () => {
    const scored = (decidedBy: string): Policy => ({
      check: () => ({ assessment: {}, blocked: true, masks: [], decidedBy }),
    });
    const source = createEmbeddedGuardrails({
      store: storeOf(guardrailRecord({ policies: { automatedReasoningPolicy: { policies: ['arn'] } } })),
      clock: steppingClock(),
      compile: async () => [
        { name: 'topicPolicy', policy: scored('judge model llama3.2') },
        { name: 'contentPolicy', policy: scored('judge model llama3.2') },
        { name: 'contextualGroundingPolicy', policy: scored('the built-in lexical scorer') },
      ],
      hasJudge: true,
    });
    const guardrail = await source.open(GUARDRAIL_ID, 'DRAFT', portCall());
    const image: GuardrailContentBlock = { image: { format: 'png', source: { bytes: new Uint8Array([1]) } } };
    const { response } = await guardrail.check(
      { source: 'INPUT', content: [...texts('x'), image] },
      portCall(),
    );
    expect(response.actionReason).toBe(
      'Guardrail blocked. Denied topics and content filters decided by judge model llama3.2. ' +
        'Contextual grounding decided by the built-in lexical scorer. ' +
        '1 image was not looked at: content filters read text only here. ' +
        'Automated reasoning checks are not carried out here.',
    );
    expect(response.guardrailCoverage?.images).toEqual({ guarded: 0, total: 1 });
  });

  test('a caller who left is not answered', async () => {
    const guardrail = await open();
    await expect(
      guardrail.check(
        { source: 'INPUT', content: texts('x') },
        portCall({ signal: AbortSignal.abort(new Error('The client left.')) }),
      ),
    ).rejects.toThrow('The client left.');
  });
});
