import { bedrock, checkConstraints, type StructureShape } from '@streambed/model';
import type { CreateGuardrailRequest, GetGuardrailResponse } from '@streambed/model/bedrock';
import { describe, expect, test } from 'vitest';
import { failureOf, openService } from '../test-support/service.ts';
import { createGuardrail } from './create-guardrail.ts';
import { getGuardrail } from './get-guardrail.ts';
import type { PolicyConfigs } from './guardrail-policies.ts';

const base: CreateGuardrailRequest = {
  name: 'careful',
  blockedInputMessaging: 'in',
  blockedOutputsMessaging: 'out',
};
const crossRegionConfig = { guardrailProfileIdentifier: 'us.guardrail.v1:0' };
const on = { inputEnabled: true, outputEnabled: true };
const blocking = { inputAction: 'BLOCK', outputAction: 'BLOCK', ...on };
const text = { inputModalities: ['TEXT'], outputModalities: ['TEXT'] };

const shownOf = async (configs: PolicyConfigs): Promise<GetGuardrailResponse> => {
  const service = await openService();
  const { guardrailId } = await service.call(createGuardrail, { ...base, ...configs });
  return service.call(getGuardrail, { guardrailIdentifier: guardrailId });
};

describe('what was configured is shown under the name without Config, with every default written out', () => {
  test.each<[string, PolicyConfigs, object]>([
    [
      'topics',
      {
        topicPolicyConfig: {
          topicsConfig: [
            { name: 'Bets', definition: 'Odds.', type: 'DENY', examples: ['Who wins?'] },
            {
              name: 'Law',
              definition: 'Advice.',
              type: 'DENY',
              inputAction: 'NONE',
              outputEnabled: false,
            },
          ],
        },
      },
      {
        topicPolicy: {
          topics: [
            { name: 'Bets', definition: 'Odds.', type: 'DENY', examples: ['Who wins?'], ...blocking },
            {
              name: 'Law',
              definition: 'Advice.',
              type: 'DENY',
              inputAction: 'NONE',
              outputAction: 'BLOCK',
              inputEnabled: true,
              outputEnabled: false,
            },
          ],
          tier: { tierName: 'CLASSIC' },
        },
      },
    ],
    [
      'content filters of the STANDARD tier',
      {
        contentPolicyConfig: {
          filtersConfig: [
            { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' },
            {
              type: 'VIOLENCE',
              inputStrength: 'LOW',
              outputStrength: 'MEDIUM',
              inputModalities: ['TEXT', 'IMAGE'],
              outputAction: 'NONE',
            },
          ],
          tierConfig: { tierName: 'STANDARD' },
        },
        crossRegionConfig,
      },
      {
        contentPolicy: {
          filters: [
            { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE', ...text, ...blocking },
            {
              type: 'VIOLENCE',
              inputStrength: 'LOW',
              outputStrength: 'MEDIUM',
              ...text,
              inputModalities: ['TEXT', 'IMAGE'],
              ...blocking,
              outputAction: 'NONE',
            },
          ],
          tier: { tierName: 'STANDARD' },
        },
        crossRegionDetails: {
          guardrailProfileId: 'us.guardrail.v1:0',
          guardrailProfileArn: 'arn:aws:bedrock:us-east-1:000000000000:guardrail-profile/us.guardrail.v1:0',
        },
      },
    ],
    [
      'a profile that is named by its ARN',
      {
        wordPolicyConfig: { managedWordListsConfig: [{ type: 'PROFANITY', outputEnabled: false }] },
        crossRegionConfig: {
          guardrailProfileIdentifier:
            'arn:aws:bedrock:us-east-1:000000000000:guardrail-profile/us.guardrail.v1:0',
        },
      },
      {
        wordPolicy: { managedWordLists: [{ type: 'PROFANITY', ...blocking, outputEnabled: false }] },
        crossRegionDetails: {
          guardrailProfileId: 'us.guardrail.v1:0',
          guardrailProfileArn: 'arn:aws:bedrock:us-east-1:000000000000:guardrail-profile/us.guardrail.v1:0',
        },
      },
    ],
    [
      'words that differ in case only, without the empty list beside them',
      { wordPolicyConfig: { wordsConfig: [{ text: 'Ada' }, { text: 'ADA' }], managedWordListsConfig: [] } },
      {
        wordPolicy: {
          words: [
            { text: 'Ada', ...blocking },
            { text: 'ADA', ...blocking },
          ],
        },
      },
    ],
    [
      'PII and regexes, whose sides do what action says',
      {
        sensitiveInformationPolicyConfig: {
          piiEntitiesConfig: [
            { type: 'EMAIL', action: 'ANONYMIZE' },
            { type: 'NAME', action: 'BLOCK', inputAction: 'NONE' },
          ],
          regexesConfig: [{ name: 'order', description: 'Orders', pattern: 'O-\\d{6}', action: 'NONE' }],
        },
      },
      {
        sensitiveInformationPolicy: {
          piiEntities: [
            {
              type: 'EMAIL',
              action: 'ANONYMIZE',
              inputAction: 'ANONYMIZE',
              outputAction: 'ANONYMIZE',
              ...on,
            },
            { type: 'NAME', action: 'BLOCK', inputAction: 'NONE', outputAction: 'BLOCK', ...on },
          ],
          regexes: [
            {
              name: 'order',
              description: 'Orders',
              pattern: 'O-\\d{6}',
              action: 'NONE',
              inputAction: 'NONE',
              outputAction: 'NONE',
              ...on,
            },
          ],
        },
      },
    ],
    [
      'grounding',
      {
        contextualGroundingPolicyConfig: {
          filtersConfig: [
            { type: 'GROUNDING', threshold: 0 },
            { type: 'RELEVANCE', threshold: 0.99, action: 'NONE', enabled: false },
          ],
        },
      },
      {
        contextualGroundingPolicy: {
          filters: [
            { type: 'GROUNDING', threshold: 0, action: 'BLOCK', enabled: true },
            { type: 'RELEVANCE', threshold: 0.99, action: 'NONE', enabled: false },
          ],
        },
      },
    ],
    [
      'automated reasoning',
      {
        automatedReasoningPolicyConfig: {
          policies: ['arn:aws:bedrock:us-east-1:000000000000:automated-reasoning-policy/abcdefghijkl:1'],
          confidenceThreshold: 0.5,
        },
      },
      {
        automatedReasoningPolicy: {
          policies: ['arn:aws:bedrock:us-east-1:000000000000:automated-reasoning-policy/abcdefghijkl:1'],
          confidenceThreshold: 0.5,
        },
      },
    ],
  ])('%s', async (_, configs, expected) => {
    const { name, guardrailId, guardrailArn, version, status, createdAt, updatedAt, ...shown } =
      await shownOf(configs);
    expect(shown).toEqual({ ...expected, blockedInputMessaging: 'in', blockedOutputsMessaging: 'out' });
  });

  test('every policy that the wire knows is covered', () => {
    const request = bedrock.shapes.CreateGuardrailRequest as StructureShape;
    const known: Record<keyof PolicyConfigs, true> = {
      topicPolicyConfig: true,
      contentPolicyConfig: true,
      wordPolicyConfig: true,
      sensitiveInformationPolicyConfig: true,
      contextualGroundingPolicyConfig: true,
      automatedReasoningPolicyConfig: true,
      crossRegionConfig: true,
    };
    const modelled = Object.keys(request.members).filter((name) => name.endsWith('Config'));
    expect(Object.keys(known).sort()).toEqual(modelled.sort());
  });
});

const topic = (changes: object = {}) => ({
  name: 'Bets',
  definition: 'Odds.',
  type: 'DENY' as const,
  ...changes,
});
const regex = (pattern: string, name = 'order') => ({ name, pattern, action: 'BLOCK' as const });
const regexes = (...list: ReturnType<typeof regex>[]): PolicyConfigs => ({
  sensitiveInformationPolicyConfig: { regexesConfig: list },
});

describe('a configuration that breaks a rule is refused, and the message names the member', () => {
  test.each<[string, PolicyConfigs, ...string[]]>([
    ['no policy', {}, 'topicPolicyConfig'],
    ['only a cross-region profile', { crossRegionConfig }, 'topicPolicyConfig'],
    [
      'policies without anything in them',
      { wordPolicyConfig: { managedWordListsConfig: [] }, sensitiveInformationPolicyConfig: {} },
      'wordPolicyConfig',
    ],
    [
      'two topics of one name',
      { topicPolicyConfig: { topicsConfig: [topic(), topic({ definition: 'Other.' })] } },
      'topicPolicyConfig.topicsConfig[1].name: it is the name of topicPolicyConfig.topicsConfig[0]',
    ],
    [
      'a long definition in the CLASSIC tier',
      { topicPolicyConfig: { topicsConfig: [topic({ definition: 'x'.repeat(201) })] } },
      'topicPolicyConfig.topicsConfig[0].definition: it has 201 characters',
    ],
    [
      'topics of the STANDARD tier without a profile',
      { topicPolicyConfig: { topicsConfig: [topic()], tierConfig: { tierName: 'STANDARD' } } },
      'topicPolicyConfig.tierConfig.tierName: STANDARD needs crossRegionConfig',
    ],
    [
      'filters of the STANDARD tier without a profile',
      {
        contentPolicyConfig: {
          filtersConfig: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'LOW' }],
          tierConfig: { tierName: 'STANDARD' },
        },
      },
      'contentPolicyConfig.tierConfig.tierName: STANDARD needs crossRegionConfig',
    ],
    [
      'PROMPT_ATTACK on answers',
      {
        contentPolicyConfig: {
          filtersConfig: [{ type: 'PROMPT_ATTACK', inputStrength: 'LOW', outputStrength: 'LOW' }],
        },
      },
      'contentPolicyConfig.filtersConfig[0].outputStrength: PROMPT_ATTACK',
    ],
    [
      'two filters of one type, and a modality twice',
      {
        contentPolicyConfig: {
          filtersConfig: [
            { type: 'HATE', inputStrength: 'LOW', outputStrength: 'LOW' },
            {
              type: 'HATE',
              inputStrength: 'LOW',
              outputStrength: 'LOW',
              outputModalities: ['TEXT', 'TEXT'],
            },
          ],
        },
      },
      'contentPolicyConfig.filtersConfig[1].type',
      'contentPolicyConfig.filtersConfig[1].outputModalities',
    ],
    [
      'a word twice, a blank word, and a list twice',
      {
        wordPolicyConfig: {
          wordsConfig: [{ text: 'gizmo' }, { text: ' ' }, { text: 'gizmo' }],
          managedWordListsConfig: [{ type: 'PROFANITY' }, { type: 'PROFANITY' }],
        },
      },
      'wordPolicyConfig.wordsConfig[2].text: it is the text of wordPolicyConfig.wordsConfig[0]',
      'wordPolicyConfig.wordsConfig[1].text: it is blank',
      'wordPolicyConfig.managedWordListsConfig[1].type',
    ],
    [
      'a type of PII twice',
      {
        sensitiveInformationPolicyConfig: {
          piiEntitiesConfig: [
            { type: 'EMAIL', action: 'BLOCK' },
            { type: 'EMAIL', action: 'NONE' },
          ],
        },
      },
      'sensitiveInformationPolicyConfig.piiEntitiesConfig[1].type',
    ],
    [
      'two regexes of one name',
      regexes(regex('a'), regex('b')),
      'sensitiveInformationPolicyConfig.regexesConfig[1].name',
    ],
    [
      'a regex that looks around',
      regexes(regex('a'), regex('(?<=x)y', 'behind')),
      'sensitiveInformationPolicyConfig.regexesConfig[1].pattern: it uses look-behind',
      'linear time',
    ],
    [
      'a filter of grounding twice, and one that lets nothing through',
      {
        contextualGroundingPolicyConfig: {
          filtersConfig: [
            { type: 'GROUNDING', threshold: 0.5 },
            { type: 'GROUNDING', threshold: 1 },
          ],
        },
      },
      'contextualGroundingPolicyConfig.filtersConfig[1].type',
      'contextualGroundingPolicyConfig.filtersConfig[1].threshold: it must be from 0 to 0.99',
    ],
  ])('%s', async (_, configs, ...told) => {
    const service = await openService();
    const failure = await failureOf(service.call(createGuardrail, { ...base, ...configs }));
    expect(failure.code).toBe('ValidationException');
    for (const part of told) expect(failure.message).toContain(part);
  });

  test('an ARN of a profile elsewhere is no profile of this account', async () => {
    const service = await openService();
    for (const place of ['eu-west-1:000000000000', 'us-east-1:111111111111']) {
      const guardrailProfileIdentifier = `arn:aws:bedrock:${place}:guardrail-profile/us.guardrail.v1:0`;
      const configs = {
        ...regexes(regex('a')),
        crossRegionConfig: { guardrailProfileIdentifier },
      };
      const failure = await failureOf(service.call(createGuardrail, { ...base, ...configs }));
      expect(failure.code).toBe('ResourceNotFoundException');
      expect(failure.message).toContain('crossRegionConfig.guardrailProfileIdentifier');
    }
  });

  test('a long list of broken rules is cut, and says how many more there are', async () => {
    const service = await openService();
    const wordsConfig = Array.from({ length: 10_000 }, () => ({ text: 'SECRET-WORD' }));
    const call = service.call(createGuardrail, { ...base, wordPolicyConfig: { wordsConfig } });
    const { message } = await failureOf(call);
    expect(message).toContain('And 9979 more.');
    expect(message.length).toBeLessThan(4_000);
    expect(message).not.toContain('SECRET-WORD');
  });

  test('the longest definition of the STANDARD tier is taken', async () => {
    const { topicPolicy } = await shownOf({
      topicPolicyConfig: {
        topicsConfig: [topic({ definition: 'x'.repeat(1000) })],
        tierConfig: { tierName: 'STANDARD' },
      },
      crossRegionConfig,
    });
    expect(topicPolicy?.tier).toEqual({ tierName: 'STANDARD' });
    const tooLong = { topicsConfig: [topic({ definition: 'x'.repeat(1001) })] };
    expect(checkConstraints(bedrock, 'GuardrailTopicPolicyConfig', tooLong).map(({ path }) => path)).toEqual([
      'topicsConfig[0].definition',
    ]);
  });

  test('ten thousand words are taken', async () => {
    const wordsConfig = Array.from({ length: 10_000 }, (_, index) => ({ text: `word ${index}` }));
    expect((await shownOf({ wordPolicyConfig: { wordsConfig } })).wordPolicy?.words).toHaveLength(10_000);
  });
});
