import {
  BedrockClient,
  CreateGuardrailCommand,
  type CreateGuardrailCommandInput,
  CreateGuardrailVersionCommand,
  DeleteGuardrailCommand,
  GetGuardrailCommand,
  ListGuardrailsCommand,
  ListTagsForResourceCommand,
  paginateListGuardrails,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGuardrailCommand,
} from '@aws-sdk/client-bedrock';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { clientToken } from './support/vacant.ts';
import { bedrockSettings } from './target.ts';

/** Guardrails of the service `bedrock`: a draft, numbered versions, every policy, tags. */

const { target } = await openSession();
const client = new BedrockClient(bedrockSettings(target));
const created = new Set<string>();

afterEach(async () => {
  for (const guardrailIdentifier of created) {
    await client.send(new DeleteGuardrailCommand({ guardrailIdentifier })).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
  }
  created.clear();
});
afterAll(() => client.destroy());

const careful = {
  wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
  blockedInputMessaging: 'Frag etwas anderes. 🌊',
  blockedOutputsMessaging: 'No answer.',
} satisfies Partial<CreateGuardrailCommandInput>;

const uniqueName = () => `conformance-${clientToken().slice(0, 8)}`;
const create = async (input: Partial<CreateGuardrailCommandInput> = {}) => {
  const answer = await client.send(new CreateGuardrailCommand({ name: uniqueName(), ...careful, ...input }));
  created.add(answer.guardrailId!);
  return answer;
};
const get = (guardrailIdentifier: string, guardrailVersion?: string) =>
  client.send(
    new GetGuardrailCommand({ guardrailIdentifier, ...(guardrailVersion && { guardrailVersion }) }),
  );
const snapshot = (guardrailIdentifier: string, description?: string) =>
  client.send(
    new CreateGuardrailVersionCommand({ guardrailIdentifier, ...(description && { description }) }),
  );
const remove = (guardrailIdentifier: string, guardrailVersion?: string) =>
  client.send(
    new DeleteGuardrailCommand({ guardrailIdentifier, ...(guardrailVersion && { guardrailVersion }) }),
  );
/** A guardrail may be CREATING, UPDATING or VERSIONING for a while; on our server it never is. */
const ready = async (guardrailIdentifier: string, guardrailVersion?: string) => {
  let guardrail = await get(guardrailIdentifier, guardrailVersion);
  while (/ING$/.test(guardrail.status!)) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    guardrail = await get(guardrailIdentifier, guardrailVersion);
  }
  return guardrail;
};

describe('CreateGuardrail', () => {
  test('answers 202 with the draft, and GetGuardrail shows every policy by id and by ARN', async () => {
    const answer = await create({
      description: 'Alles, 🌊',
      topicPolicyConfig: {
        topicsConfig: [
          { name: 'Bets', definition: 'Odds and wagers.', type: 'DENY', examples: ['Who wins?'] },
        ],
      },
      contentPolicyConfig: {
        filtersConfig: [
          { type: 'HATE', inputStrength: 'LOW', outputStrength: 'HIGH' },
          { type: 'PROMPT_ATTACK', inputStrength: 'MEDIUM', outputStrength: 'NONE' },
        ],
      },
      wordPolicyConfig: {
        wordsConfig: [{ text: 'gizmo' }, { text: 'Schloß' }],
        managedWordListsConfig: [{ type: 'PROFANITY' }],
      },
      sensitiveInformationPolicyConfig: {
        piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
        regexesConfig: [{ name: 'order', description: 'Orders', pattern: '\\bO-\\d{6}\\b', action: 'BLOCK' }],
      },
      contextualGroundingPolicyConfig: {
        filtersConfig: [
          { type: 'GROUNDING', threshold: 0.75 },
          { type: 'RELEVANCE', threshold: 0 },
        ],
      },
    });
    expect(answer.$metadata.httpStatusCode).toBe(202);
    expect(answer.guardrailId).toMatch(/^[a-z0-9]+$/);
    expect(answer.guardrailArn).toMatch(
      new RegExp(`^arn:aws:bedrock:${target.region}:\\d{12}:guardrail/${answer.guardrailId}$`),
    );
    expect(answer.version).toBe('DRAFT');
    expect(answer.createdAt).toBeInstanceOf(Date);

    const shown = await ready(answer.guardrailId!);
    expect(shown).toMatchObject({
      guardrailId: answer.guardrailId,
      guardrailArn: answer.guardrailArn,
      version: 'DRAFT',
      status: 'READY',
      description: 'Alles, 🌊',
      blockedInputMessaging: 'Frag etwas anderes. 🌊',
      blockedOutputsMessaging: 'No answer.',
      topicPolicy: {
        topics: [{ name: 'Bets', definition: 'Odds and wagers.', type: 'DENY', examples: ['Who wins?'] }],
      },
      wordPolicy: { managedWordLists: [{ type: 'PROFANITY' }] },
      sensitiveInformationPolicy: {
        piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
        regexes: [{ name: 'order', description: 'Orders', pattern: '\\bO-\\d{6}\\b', action: 'BLOCK' }],
      },
    });
    // The order of what is listed is no promise of the service.
    expect(shown.contentPolicy?.filters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'HATE', inputStrength: 'LOW', outputStrength: 'HIGH' }),
        expect.objectContaining({ type: 'PROMPT_ATTACK', inputStrength: 'MEDIUM', outputStrength: 'NONE' }),
      ]),
    );
    expect(shown.wordPolicy?.words?.map(({ text }) => text).sort()).toEqual(['Schloß', 'gizmo']);
    expect(shown.contextualGroundingPolicy?.filters?.map(({ type, threshold }) => [type, threshold])).toEqual(
      expect.arrayContaining([
        ['GROUNDING', 0.75],
        ['RELEVANCE', 0],
      ]),
    );
    const { $metadata: _, ...byId } = shown;
    const { $metadata: __, ...byArn } = await get(answer.guardrailArn!, 'DRAFT');
    expect(byArn).toEqual(byId);
  });

  test('with one client token makes one guardrail, and with other parameters is a conflict of status 400', async () => {
    const clientRequestToken = clientToken();
    const name = uniqueName();
    const [one, two] = [
      await create({ name, clientRequestToken }),
      await create({ name, clientRequestToken }),
    ];
    expect(two.guardrailId).toBe(one.guardrailId);
    await failureOf(create({ name, clientRequestToken, description: 'other' }), 'ConflictException', 400);
  });

  test('with a name that is taken is a conflict of status 400', async () => {
    const name = uniqueName();
    await create({ name });
    await failureOf(create({ name }), 'ConflictException', 400);
  });

  test.each<[string, Partial<CreateGuardrailCommandInput>, RegExp]>([
    ['no policy', { wordPolicyConfig: undefined }, /polic/i],
    [
      'a prompt attack filter on answers',
      {
        contentPolicyConfig: {
          filtersConfig: [{ type: 'PROMPT_ATTACK', inputStrength: 'LOW', outputStrength: 'LOW' }],
        },
      },
      /outputStrength|PROMPT_ATTACK/,
    ],
    [
      'a regex that looks around',
      {
        sensitiveInformationPolicyConfig: {
          regexesConfig: [{ name: 'r', pattern: '(?<=a)b', action: 'BLOCK' }],
        },
      },
      /regex/i,
    ],
    [
      'the STANDARD tier without a profile',
      {
        contentPolicyConfig: {
          filtersConfig: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'LOW' }],
          tierConfig: { tierName: 'STANDARD' },
        },
      },
      /tier|crossRegion|cross-region/i,
    ],
    ['a name with a blank', { name: 'not allowed' }, /name/],
    ['words that are too long', { wordPolicyConfig: { wordsConfig: [{ text: 'x'.repeat(101) }] } }, /text/],
  ])('with %s is a ValidationException that names it', async (_, input, named) => {
    const failure = await failureOf(create(input), 'ValidationException', 400);
    expect(failure.message).toMatch(named);
  });
});

test('the largest word policy that the model allows is taken, kept and shown', async () => {
  const wordsConfig = Array.from({ length: 10_000 }, (_, index) => ({
    text: `${String(index).padStart(5, '0')}${'x'.repeat(95)}`,
    inputAction: 'BLOCK' as const,
    outputAction: 'NONE' as const,
  }));
  const { guardrailId } = await create({ wordPolicyConfig: { wordsConfig } });
  const words = (await ready(guardrailId!)).wordPolicy?.words;
  expect(words?.length).toBe(10_000);
  expect(words?.find(({ text }) => text === wordsConfig[4_711]!.text)).toMatchObject(wordsConfig[4_711]!);
});

describe('the life of a guardrail', () => {
  test('an update replaces the draft; versions are snapshots whose numbers are never given out again', async () => {
    const { guardrailId, guardrailArn } = await create({ description: 'first' });
    await ready(guardrailId!);
    const first = await snapshot(guardrailId!, 'one');
    expect(first.$metadata.httpStatusCode).toBe(202);
    expect(first).toMatchObject({ guardrailId, version: '1' });
    await ready(guardrailId!, '1');
    const name = uniqueName();
    const updated = await client.send(
      new UpdateGuardrailCommand({
        guardrailIdentifier: guardrailArn,
        name,
        sensitiveInformationPolicyConfig: { piiEntitiesConfig: [{ type: 'NAME', action: 'BLOCK' }] },
        blockedInputMessaging: 'in',
        blockedOutputsMessaging: 'out',
      }),
    );
    expect(updated.$metadata.httpStatusCode).toBe(202);
    expect(updated).toMatchObject({ guardrailId, guardrailArn, version: 'DRAFT' });
    const draft = await ready(guardrailId!);
    expect(draft.description).toBeUndefined();
    expect(draft.wordPolicy).toBeUndefined();
    expect(draft).toMatchObject({ name, blockedInputMessaging: 'in' });
    const version = await get(guardrailArn!, '1');
    expect(version).toMatchObject({ version: '1', description: 'one', status: 'READY' });
    expect(version.wordPolicy?.words?.[0]?.text).toBe('gizmo');

    expect((await remove(guardrailId!, '1')).$metadata.httpStatusCode).toBe(202);
    await failureOf(get(guardrailId!, '1'), 'ResourceNotFoundException', 404);
    expect((await snapshot(guardrailArn!)).version).toBe('2');
    await ready(guardrailId!, '2');
    const { guardrails } = await client.send(
      new ListGuardrailsCommand({ guardrailIdentifier: guardrailArn }),
    );
    expect(guardrails?.map((each) => each.version).sort()).toEqual(['2', 'DRAFT']);
    await remove(guardrailId!);
    await failureOf(get(guardrailId!), 'ResourceNotFoundException', 404);
  });

  test('the paginator walks the drafts of all guardrails, each once', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await create()).guardrailId);
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListGuardrails({ client, pageSize: 2 }, {})) {
      expect(page.guardrails!.length).toBeLessThanOrEqual(2);
      seen.push(...page.guardrails!.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(ids));
  });

  test('tags go by the ARN in the body', async () => {
    const { guardrailArn: resourceARN } = await create({ tags: [{ key: 'team', value: 'a' }] });
    await client.send(
      new TagResourceCommand({
        resourceARN,
        tags: [
          { key: 'team', value: 'b' },
          { key: 'stage', value: 'test' },
        ],
      }),
    );
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ resourceARN }))).tags;
    expect(await tags()).toEqual(
      expect.arrayContaining([
        { key: 'team', value: 'b' },
        { key: 'stage', value: 'test' },
      ]),
    );
    await client.send(new UntagResourceCommand({ resourceARN, tagKeys: ['team'] }));
    expect(await tags()).toEqual([{ key: 'stage', value: 'test' }]);
  });
});
