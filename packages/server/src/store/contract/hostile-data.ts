import type { FlowDefinition, PromptVariant } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Repositories, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  aChunk,
  aDataSource,
  aDocument,
  aFlow,
  aGuardrail,
  aKnowledgeBase,
  allPages,
  anAlias,
  anIngestionJob,
  aPrompt,
  aRun,
  aSession,
  aSourceDocument,
  aToken,
  aVersion,
  everythingIn,
  flowArn,
  home,
  insertOneOfEach,
  publishDocument,
  type StoreFixture,
} from './fixture.ts';

/** Strings that mean something to a database, to JavaScript or to us. All of them are just strings here. */
export const hostileStrings: readonly string[] = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '`',
  ';',
  '--',
  '/*',
  '\\',
  "\\'",
  '%',
  '_',
  '?',
  '?1',
  ':name',
  '$1',
  '@p',
  '[x]',
  "' OR '1'='1",
  "' OR 1=1 --",
  "'; DROP TABLE flow; --",
  "' UNION SELECT * FROM client_token --",
  "x' AND randomblob(1e9) --",
  "'||(SELECT response FROM client_token)||'",
  '" OR ""="',
  "1); ATTACH DATABASE '/tmp/x' AS x; --",
  "a' COLLATE NOCASE --",
  'NULL',
  'null',
  'undefined',
  'true',
  '0',
  '-1',
  '1e999',
  '9007199254740993',
  '0x10',
  'rowid',
  'x\0y',
  '\0',
  '\u001a',
  '\u001a0000',
  '\u001an',
  '\u001a,',
  '\ud800',
  '\udc00',
  'a\udfff\ud83db',
  '\ufffd',
  '😀',
  'é',
  'e\u0301',
  'İ',
  'ﬀ',
  '\r\n\t',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '{"$type":"FlowRecord"}',
  '{"v":1,"kind":"flow","data":{}}',
  '[1000,"FLOW000001"]',
  'TSTALIASID',
  'DRAFT',
  'x'.repeat(100_000),
];

/** Puts one string wherever a string may go, and wants it back from there and from nowhere else. */
async function roundTrip(repositories: Repositories, scope: Scope, text: string): Promise<void> {
  const {
    flows,
    flowVersions,
    flowAliases,
    prompts,
    guardrails,
    tags,
    clientTokens,
    studioSessions,
    studioDocuments,
    runs,
    knowledgeBases,
    dataSources,
    ingestionJobs,
    knowledgeBaseDocuments,
    chunks,
  } = repositories;
  const flow = aFlow({
    id: text,
    name: text,
    description: text,
    executionRoleArn: text,
    customerEncryptionKeyArn: text,
    validations: [{ message: text, severity: 'Error' }],
  });
  const version = aVersion({ flowId: text, name: text, description: text, executionRoleArn: text });
  const alias = anAlias({
    flowId: text,
    id: text,
    name: text,
    description: text,
    routingConfiguration: [{ flowVersion: text }],
  });
  const prompt = aPrompt({ id: text, name: text, description: text, defaultVariant: text });
  const guardrail = aGuardrail({
    id: text,
    name: text,
    description: text,
    blockedInputMessaging: text,
    blockedOutputsMessaging: text,
    kmsKeyArn: text,
  });
  const token = aToken({ operation: text, token: text, requestDigest: text, response: text });
  const session = aSession({ id: text, tokenDigest: text, principalArn: text });
  const document = aDocument({ flowId: text, content: { [text]: text } });
  const values = new Map([
    [text, text],
    ['plain', text],
  ]);

  await flows.insert(scope, flow);
  await flowVersions.insert(scope, version);
  await flowAliases.insert(scope, alias);
  await prompts.insert(scope, prompt);
  await guardrails.insert(scope, guardrail);
  await tags.put(scope, text, values);
  await clientTokens.insert(scope, token);
  await studioSessions.insert(scope, session);
  await studioDocuments.put(scope, document);
  const run = aRun({
    id: text,
    flowId: text,
    flowAliasId: text,
    flowVersion: text,
    node: text,
    parentRunId: text,
    fault: { kind: text, message: text, node: text },
    reason: text,
    principalArn: text,
    executionId: text,
  });
  await runs.insert(scope, run);
  await runs.insertMaterial(scope, text, text);
  await runs.insertEvents(scope, text, { firstNumber: 1, lastNumber: 1, content: text });

  const ids = { knowledgeBaseId: text, dataSourceId: text };
  const knowledgeBase = aKnowledgeBase({
    id: text,
    name: text,
    description: text,
    roleArn: text,
    failureReasons: [text],
  });
  const dataSource = aDataSource({
    knowledgeBaseId: text,
    id: text,
    name: text,
    description: text,
    failureReasons: [text],
  });
  const job = anIngestionJob({ ...ids, id: text, description: text, failureReasons: [text] });
  const sourceDocument = aSourceDocument({
    ...ids,
    documentId: text,
    uri: text,
    statusReason: text,
    mimeType: text,
    contentDigest: text,
    metadataDigest: text,
    sourceTag: text,
    metadata: { [text]: text },
    draft: { generation: 2, digest: text },
    inline: new TextEncoder().encode(text),
  });
  const chunk = aChunk({
    ...ids,
    documentId: text,
    text,
    headings: [text],
    parent: { ordinal: 0, text, start: 0, end: text.length },
    metadata: { [text]: text },
  });
  await knowledgeBases.insert(scope, knowledgeBase);
  await dataSources.insert(scope, dataSource);
  await ingestionJobs.insert(scope, job);
  await publishDocument(repositories, scope, sourceDocument, [chunk]);

  expect(await knowledgeBases.get(scope, text)).toStrictEqual(knowledgeBase);
  expect(await knowledgeBases.named(scope, text)).toEqual([text]);
  expect(await dataSources.get(scope, text, text)).toStrictEqual(dataSource);
  expect(await dataSources.named(scope, text, text)).toEqual([text]);
  expect(await ingestionJobs.get(scope, text, text, text)).toStrictEqual(job);
  const published = { ...sourceDocument, generation: 1, chunkCount: 1 };
  expect(await knowledgeBaseDocuments.get(scope, chunk)).toStrictEqual(published);
  expect(await chunks.ofGeneration(scope, chunk, 1, 0, 2)).toStrictEqual([chunk]);
  const [{ number, ...vector } = { number: 0 }, ...none] = await chunks.vectors(scope, text, 0, 2);
  const { vector: stored, metadata } = chunk;
  expect(vector).toStrictEqual({
    ...ids,
    documentId: text,
    vector: stored,
    metadata: JSON.stringify(metadata),
  });
  expect(none).toEqual([]);
  const passage = { ...chunk, number } as Partial<typeof chunk>;
  delete (passage as { vector?: unknown }).vector;
  delete (passage as { metadata?: unknown }).metadata;
  expect(await chunks.passages(scope, text, [number])).toStrictEqual([passage]);
  // Whatever it means to the index of words, it is only words: found by themselves, if there are any.
  const isWords = /[\p{L}\p{N}\p{M}]/u.test(text);
  expect((await chunks.matching(scope, text, [text], 2)).length).toBe(isWords ? 1 : 0);
  expect(await chunks.frequency(scope, text, text, 2)).toBe(isWords ? 1 : 0);
  expect(await knowledgeBaseDocuments.delete(scope, chunk)).toBe(true);
  expect(await chunks.passages(scope, text, [number])).toEqual([]);
  expect(await dataSources.update(scope, dataSource)).toBe(true);
  expect(await dataSources.delete(scope, text, text)).toBe(true);
  expect(await knowledgeBases.update(scope, knowledgeBase)).toBe(true);
  expect(await knowledgeBases.delete(scope, text)).toBe(true);

  expect(await flows.get(scope, text)).toStrictEqual(flow);
  expect(await flowVersions.get(scope, text, 1)).toStrictEqual(version);
  expect(await flowAliases.get(scope, text, text)).toStrictEqual(alias);
  expect(await flowAliases.routedTo(scope, text, text)).toEqual([text]);
  expect(await prompts.get(scope, text, 0)).toStrictEqual(prompt);
  expect(await guardrails.get(scope, text, 0)).toStrictEqual(guardrail);
  expect(await guardrails.named(scope, text)).toEqual([text]);
  expect(await tags.get(scope, text)).toEqual(values);
  expect(await clientTokens.get(scope, text, text, 0)).toStrictEqual(token);
  expect(await studioSessions.listLiving(0)).toContainEqual({ ...session, scope });
  expect(await studioDocuments.get(scope, text)).toStrictEqual(document);
  expect(await runs.get(scope, text)).toStrictEqual(run);
  expect(await runs.material(scope, text)).toBe(text);
  expect(await runs.events(scope, text, 0, 1)).toStrictEqual([
    { firstNumber: 1, lastNumber: 1, content: text },
  ]);
  expect(await allPages((page) => flows.list(scope, page), 1)).toStrictEqual([flow]);
  expect(await allPages((page) => flowVersions.list(scope, text, page), 1)).toStrictEqual([version]);
  expect(await allPages((page) => flowAliases.list(scope, text, page), 1)).toStrictEqual([alias]);
  expect(await allPages((page) => prompts.listDrafts(scope, page), 1)).toStrictEqual([prompt]);
  expect(await allPages((page) => prompts.listVersions(scope, text, page), 1)).toStrictEqual([prompt]);
  expect(await allPages((page) => guardrails.listDrafts(scope, page), 1)).toStrictEqual([guardrail]);
  expect(await allPages((page) => guardrails.listVersions(scope, text, page), 1)).toStrictEqual([guardrail]);

  await tags.remove(scope, text, [text]);
  expect((await tags.get(scope, text)).has(text)).toBe(false);
  await tags.removeAll(scope, text);
  expect(await studioSessions.delete(scope, text)).toBe(true);
  expect(await flows.update(scope, flow)).toBe(true);
  expect(await flowAliases.delete(scope, text, text)).toBe(true);
  expect(await flowVersions.delete(scope, text, 1)).toBe(true);
  expect(await flows.delete(scope, text)).toBe(true);
  expect(await prompts.delete(scope, text, undefined)).toBe(true);
  expect(await guardrails.delete(scope, text, undefined)).toBe(true);
  expect(await flows.count(scope)).toBe(0);
  expect(await prompts.countDrafts(scope)).toBe(0);
}

/** threats.md rows 24, 38 and 39: stored data is only data. */
export function describeHostileData(fixture: () => StoreFixture): void {
  describe('any string', () => {
    test('is itself in every place, as a key, a value and a scope, and disturbs no other row', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      const before = await everythingIn(store, home);
      await Promise.all(
        hostileStrings.flatMap((text, index) => [
          store.transaction((inside) => roundTrip(inside, { accountId: `a${index}`, region: 'r' }, text)),
          store.transaction((inside) => roundTrip(inside, { accountId: text, region: text }, text)),
        ]),
      );
      expect(await everythingIn(store, home)).toStrictEqual(before);
    });

    test('is itself, whatever it is made of', async () => {
      const { store } = fixture();
      const unit = fc.oneof(
        fc.constantFrom('\0', '\u001a', '\ud800', '\udc00', "'", '"', '\\', '0', 'd'),
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      );
      const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(''));
      let run = 0;
      await fc.assert(
        fc.asyncProperty(text, fc.uniqueArray(text, { minLength: 1, maxLength: 6 }), async (value, keys) => {
          run += 1;
          const scope = { accountId: `p${run}`, region: 'r' };
          const tags = new Map(keys.map((key) => [key, value + key]));
          await store.transaction(async (inside) => {
            await roundTrip(inside, scope, value);
            await inside.tags.put(scope, flowArn, tags);
          });
          const read = await store.tags.get(scope, flowArn);
          expect(new Map([...read].sort())).toEqual(new Map([...tags].sort()));
        }),
        { numRuns: 150 },
      );
    });

    test('that no list made is refused as a page key', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      const before = await everythingIn(store, home);
      const corpus = hostileStrings.filter((text) => text !== '[1000,"FLOW000001"]');
      for (const after of [...corpus, '[]', '[1]x', '[null]', '[[1]]', '{"0":1}', '[1,2,3,4]', '[{}]']) {
        const page = { limit: 10, after };
        for (const list of [
          store.flows.list(home, page),
          store.flowAliases.list(home, 'FLOW000001', page),
          store.prompts.listDrafts(home, page),
          store.flowVersions.list(home, 'FLOW000001', page),
          store.prompts.listVersions(home, 'PROMPT0001', page),
          store.guardrails.listDrafts(home, page),
          store.guardrails.listVersions(home, 'guardrail001', page),
          store.knowledgeBases.list(home, page),
          store.dataSources.list(home, 'KB00000001', page),
          store.ingestionJobs.list(home, 'KB00000001', 'DS00000001', {}, page),
          store.knowledgeBaseDocuments.list(home, 'KB00000001', 'DS00000001', page),
        ]) {
          await expect(list).rejects.toMatchObject({ code: 'InvalidPageKey' });
        }
      }
      expect(await everythingIn(store, home)).toStrictEqual(before);
    });

    test('never appears in the message of an error', async () => {
      const { store } = fixture();
      const secret = 'canary-7f3a';
      const flow = aFlow({ id: secret, name: secret, description: secret });
      await store.flows.insert(home, flow);
      const error = await store.flows.insert(home, flow).catch((reason) => reason);
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error.message)).not.toContain(secret);
      expect(String(error.cause)).not.toContain(secret);
    });
  });

  describe('a document', () => {
    test.each([
      [
        'keys that are names of an object',
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"a":1}',
      ],
      ['our own envelopes', '{"$type":"FlowRecord","v":1,"kind":"flow","data":{"checksum":0}}'],
      ['page keys and columns', '{"created_at":[1000,"FLOW000001"],"rank":"1"}'],
      ['lone surrogates and NUL', '{"\\ud800":"\\udfff\\u0000\\u001a0000","\\u0000":"\\u001a"}'],
      ['numbers at the edges', '{"a":[9007199254740991,1e308,5e-324,-0.1,0]}'],
      ['depth', `{"a":${'['.repeat(400)}${']'.repeat(400)}}`],
    ])('with %s comes back byte for byte', async (_, json) => {
      const { store } = fixture();
      const data = JSON.parse(json);
      const strange = { nodes: [{ name: 'N', type: 'Input', configuration: data }], extra: data };
      const flow = aFlow({
        definition: strange as FlowDefinition,
        prepared: { definition: strange as FlowDefinition, executionRoleArn: 'r', preparedAt: 1 },
      });
      const prompt = aPrompt({ variants: [data as PromptVariant] });
      const policies = { topicPolicy: { topics: [], extra: data } };
      await store.guardrails.insert(home, aGuardrail({ policies }));
      await store.flows.insert(home, flow);
      await store.flowVersions.insert(home, aVersion({ definition: strange as FlowDefinition }));
      await store.prompts.insert(home, prompt);
      const text = JSON.stringify(strange);
      const read = await store.flows.get(home, flow.id);
      expect(JSON.stringify(read?.definition)).toBe(text);
      expect(JSON.stringify(read?.prepared?.definition)).toBe(text);
      const version = await store.flowVersions.get(home, flow.id, 1);
      expect(JSON.stringify(version?.definition)).toBe(text);
      const variants = (await store.prompts.get(home, prompt.id, 0))?.variants;
      const guardrail = await store.guardrails.get(home, 'guardrail001', 0);
      expect(JSON.stringify(guardrail?.policies)).toBe(JSON.stringify(policies));
      expect(JSON.stringify(variants)).toBe(`[${JSON.stringify(data)}]`);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    });

    test('members that a record does not have are not stored', async () => {
      const { store } = fixture();
      const assigned = JSON.parse(
        '{"accountId":"111111111111","region":"x","checksum":1,"__proto__":{"name":"p"}}',
      );
      await store.flows.insert(home, { ...assigned, ...aFlow() });
      expect(await store.flows.get(home, 'FLOW000001')).toStrictEqual(aFlow());
      expect(await store.flows.count({ accountId: '111111111111', region: 'x' })).toBe(0);
    });
  });
}
