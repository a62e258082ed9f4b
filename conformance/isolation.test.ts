import { beforeAll, describe, expect } from 'vitest';
import { type Furniture, furnish } from './support/furnish.ts';
import { type ModelledOperation, requestOf, servedOperations } from './support/operations.ts';
import { openSession } from './support/session.ts';
import { snapshotOf } from './support/snapshot.ts';
import {
  ABSENT_GUARDRAIL_ID,
  ABSENT_ID,
  clientToken,
  flowArnIn,
  guardrailArnIn,
  promptArnIn,
} from './support/vacant.ts';
import { testHere } from './target.ts';

/**
 * Two regions are two worlds, as two accounts are. Whoever puts an id, an ARN or a page token of the other world into
 * any member of any request gets the very answer that an absent one gets, and the other world stays as it was.
 */

const { target, raw, rawRuntime } = await openSession();
const onOurServer = testHere(target, 'it makes resources in two regions');
const OWN = 'us-east-1';
const OTHER = 'eu-west-1';

let own: Furniture;
let other: Furniture;
let before: readonly ReadonlyMap<string, string>[];

beforeAll(async () => {
  if (!target.local) return;
  own = await furnish(raw, OWN, target.roleArn);
  other = await furnish(raw, OTHER, target.roleArn);
  before = [await snapshotOf(raw, OWN), await snapshotOf(raw, OTHER)];
});

/** Members that name something, each with what is there in the other world and with what is nowhere. */
const foreign = (): Readonly<Record<string, readonly (readonly [there: string, nowhere: string])[]>> => {
  const accountId = other.flowArn.split(':')[4]!;
  const flowArns = [
    [other.flowArn, flowArnIn(OTHER, accountId, ABSENT_ID)],
    // The same id under the own region, and another account's.
    [other.flowArn.replace(OTHER, OWN), flowArnIn(OWN, accountId, ABSENT_ID)],
    [own.flowArn.replace(accountId, '111111111111'), flowArnIn(OWN, '111111111111', ABSENT_ID)],
  ] as const;
  const promptArns = [
    [other.promptArn, promptArnIn(OTHER, accountId, ABSENT_ID)],
    [`${other.promptArn}:1`, `${promptArnIn(OTHER, accountId, ABSENT_ID)}:1`],
    [other.promptArn.replace(OTHER, OWN), promptArnIn(OWN, accountId, ABSENT_ID)],
  ] as const;
  const aliasArns = flowArns.map(
    ([there, nowhere]) => [`${there}/alias/${other.aliasId}`, `${nowhere}/alias/${other.aliasId}`] as const,
  );
  const guardrailArns = [
    [other.guardrailArn, guardrailArnIn(OTHER, accountId, ABSENT_GUARDRAIL_ID)],
    [other.guardrailArn.replace(OTHER, OWN), guardrailArnIn(OWN, accountId, ABSENT_GUARDRAIL_ID)],
    [
      own.guardrailArn.replace(accountId, '111111111111'),
      guardrailArnIn(OWN, '111111111111', ABSENT_GUARDRAIL_ID),
    ],
  ] as const;
  return {
    flowIdentifier: [[other.flowId, ABSENT_ID], ...flowArns],
    aliasIdentifier: [[other.aliasId, ABSENT_ID], ...aliasArns],
    flowAliasIdentifier: [[other.aliasId, ABSENT_ID], ...aliasArns],
    promptIdentifier: [[other.promptId, ABSENT_ID], ...promptArns],
    resourceArn: [
      ...flowArns,
      ...promptArns,
      ...aliasArns,
      [other.knowledgeBaseArn, other.knowledgeBaseArn.replace(other.knowledgeBaseId, ABSENT_ID)],
    ],
    knowledgeBaseId: [[other.knowledgeBaseId, ABSENT_ID]],
    dataSourceId: [[other.dataSourceId, ABSENT_ID]],
    guardrailIdentifier: [[other.guardrailId, ABSENT_GUARDRAIL_ID], ...guardrailArns],
    resourceARN: guardrailArns,
    modelId: promptArns,
  };
};

const embeddingModelArn = `arn:aws:bedrock:${OWN}::foundation-model/amazon.titan-embed-text-v2:0`;

const goodInput = (operation: ModelledOperation): Record<string, unknown> => ({
  flowIdentifier: own.flowId,
  aliasIdentifier: own.aliasId,
  flowAliasIdentifier: own.aliasId,
  flowVersion: own.flowVersion,
  promptIdentifier: own.promptId,
  resourceArn: own.flowArn,
  guardrailIdentifier: own.guardrailId,
  resourceARN: own.guardrailArn,
  knowledgeBaseId: own.knowledgeBaseId,
  dataSourceId: own.dataSourceId,
  ingestionJobId: ABSENT_ID,
  ...(operation.hasBody && {
    roleArn: target.roleArn,
    knowledgeBaseConfiguration: { type: 'VECTOR', vectorKnowledgeBaseConfiguration: { embeddingModelArn } },
    dataSourceConfiguration: { type: 'CUSTOM' },
    retrievalQuery: { text: 'x' },
    documentIdentifiers: [{ dataSourceType: 'CUSTOM', custom: { id: 'x' } }],
    documents: [
      {
        content: {
          dataSourceType: 'CUSTOM',
          custom: {
            customDocumentIdentifier: { id: 'x' },
            sourceType: 'IN_LINE',
            inlineContent: { type: 'TEXT', textContent: { data: 'x' } },
          },
        },
      },
    ],
    name: 'isolation',
    executionRoleArn: target.roleArn,
    tags: { a: '1' },
    routingConfiguration: [{ flowVersion: '1' }],
    inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
    wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
    blockedInputMessaging: 'in',
    blockedOutputsMessaging: 'out',
  }),
  ...(operation.model.service === 'bedrock' && { tags: [{ key: 'a', value: '1' }] }),
  ...(operation.model.service === 'bedrock-runtime' && {
    guardrailVersion: 'DRAFT',
    source: 'INPUT',
    content: [{ text: { text: 'x' } }],
    promptVariables: { text: { text: 'x' } },
  }),
  ...(operation.name === 'PutStudioDocument' && { content: {}, revision: 0 }),
  ...(operation.name === 'StartRun' && {
    flowVersion: undefined,
    inputs: [{ document: 'x' }],
  }),
  ...(operation.name === 'UntagResource' && { tagKeys: ['kept'] }),
  ...(operation.name.startsWith('Delete') && { skipResourceInUseCheck: 'true' }),
});

const narrowed = new Set(['ListRuns', 'ListFlowFigures']);

const ask = async (operation: ModelledOperation, input: Record<string, unknown>) => {
  const client = operation.model.service === 'bedrock-agent' ? raw : rawRuntime;
  const members = Object.keys(operation.input.members);
  const known = Object.fromEntries(Object.entries(input).filter(([name]) => members.includes(name)));
  return client.send(requestOf(operation, known), { region: OWN });
};

describe('the answer to a foreign name is the answer to an absent one', () => {
  for (const operation of servedOperations) {
    const names = [
      'flowIdentifier',
      'aliasIdentifier',
      'flowAliasIdentifier',
      'promptIdentifier',
      'resourceArn',
      'guardrailIdentifier',
      'resourceARN',
      'knowledgeBaseId',
      'dataSourceId',
      // Only these look a prompt up.
      ...(operation.name.startsWith('Converse') ? ['modelId'] : []),
    ];
    // What travels in a header (a guardrail with InvokeModel) is looked at where that operation is tested.
    const sent = names.filter(
      (name) =>
        Object.hasOwn(operation.input.members, name) && operation.input.members[name]?.location !== 'header',
    );
    for (const member of sent) {
      onOurServer(`${operation.name} ${member}`, async () => {
        for (const [there, nowhere] of foreign()[member]!) {
          const [answer, reference] = [
            await ask(operation, { ...goodInput(operation), [member]: there }),
            await ask(operation, { ...goodInput(operation), [member]: nowhere }),
          ];
          // What is only narrowed down by a flow has nothing of one that is not there.
          const expected = narrowed.has(operation.name) ? [200, 403] : [403, 404];
          expect(expected, `${there}: ${answer.text}`).toContain(answer.status);
          if (answer.status === 200) expect(Object.values(answer.json())).toEqual([[]]);
          expect(answer.status).toBe(reference.status);
          expect(answer.errorType).toBe(reference.errorType);
          const unnamed = (text: string) =>
            [
              other.flowId,
              own.flowId,
              other.aliasId,
              other.promptId,
              other.guardrailId,
              own.guardrailId,
              other.knowledgeBaseId,
              own.knowledgeBaseId,
              other.dataSourceId,
              own.dataSourceId,
              ABSENT_ID,
              ABSENT_GUARDRAIL_ID,
            ].reduce((rest, id) => rest.replaceAll(id, '‹id›'), text);
          expect(unnamed(answer.text)).toBe(unnamed(reference.text));
        }
      });
    }
  }
});

onOurServer(
  'a page token of another region, list or resource is refused in the words for any other text',
  async () => {
    for (const operation of servedOperations.filter(({ input }) =>
      Object.hasOwn(input.members, 'nextToken'),
    )) {
      const answers = [];
      for (const nextToken of [...Object.values(other.nextTokens), 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])
        answers.push(await ask(operation, { ...goodInput(operation), nextToken }));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    }
  },
);

onOurServer('a prompt of another region cannot be used by a flow', async () => {
  const definition = (promptArn: string) => ({
    nodes: [
      { name: 'FlowInput', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
      {
        name: 'Ask',
        type: 'Prompt',
        configuration: { prompt: { sourceConfiguration: { resource: { promptArn } } } },
        inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
        outputs: [{ name: 'modelCompletion', type: 'String' }],
      },
      {
        name: 'FlowOutput',
        type: 'Output',
        inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
      },
    ],
    connections: [
      {
        name: 'InToAsk',
        type: 'Data',
        source: 'FlowInput',
        target: 'Ask',
        configuration: { data: { sourceOutput: 'document', targetInput: 'text' } },
      },
      {
        name: 'AskToOut',
        type: 'Data',
        source: 'Ask',
        target: 'FlowOutput',
        configuration: { data: { sourceOutput: 'modelCompletion', targetInput: 'document' } },
      },
    ],
  });
  const texts: string[] = [];
  for (const promptArn of [other.promptArn, other.promptArn.replace(other.promptId, ABSENT_ID)]) {
    const created = await raw.call('POST', '/flows/', {
      name: 'borrowing',
      executionRoleArn: target.roleArn,
      definition: definition(promptArn),
    });
    const { id } = created.json() as { id: string };
    await raw.call('POST', `/flows/${id}/`);
    const answer = await rawRuntime.call('POST', `/flows/${id}/aliases/TSTALIASID`, {
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
    });
    expect(answer.text).toContain('Exception');
    expect(answer.text).not.toContain('Say x.');
    // Frames have checksums and lengths; what is to be compared is what a client reads.
    texts.push(/"message":"[^"]*"/.exec(answer.text)![0].replaceAll(promptArn, '‹prompt›'));
    await raw.call('DELETE', `/flows/${id}/`);
  }
  expect(texts[0]).toBe(texts[1]);
});

onOurServer('a client token belongs to its region', async () => {
  const body = { name: 'token', executionRoleArn: target.roleArn, clientToken: clientToken() };
  const [here, there] = [
    await raw.call('POST', '/flows/', body, { region: OWN }),
    await raw.call('POST', '/flows/', { ...body, name: 'token-there' }, { region: OTHER }),
  ];
  expect([here.status, there.status]).toEqual([201, 201]);
  expect(here.json().id).not.toBe(there.json().id);
  await raw.call('DELETE', `/flows/${here.json().id}/`, undefined, { region: OWN });
  await raw.call('DELETE', `/flows/${there.json().id}/`, undefined, { region: OTHER });
});

onOurServer('after all of it both worlds read as before', async () => {
  expect([await snapshotOf(raw, OWN), await snapshotOf(raw, OTHER)]).toEqual(before);
});
