import fc from 'fast-check';
import { beforeAll, describe, expect } from 'vitest';
import { type Furniture, furnish } from './support/furnish.ts';
import { askedOperations, type ModelledOperation, requestOf } from './support/operations.ts';
import type { RawResponse } from './support/raw-client.ts';
import { openSession } from './support/session.ts';
import { snapshotOf } from './support/snapshot.ts';
import { conforming, type ValueOptions } from './support/wire-values.ts';
import { testHere } from './target.ts';

/**
 * SQL in every text of every operation: path labels, parameters, names of maps and texts at any depth of the body. The
 * answer is the one that the same text with its letters turned (`SELECT` becomes `FRYRPG`) gets.
 */

const { target, raw } = await openSession({ environment: { STREAMBED_QUOTAS: 'off' } });
const onOurServer = testHere(target, 'it sends thousands of requests');
const KEPT = 'us-east-1';
const SCRATCH = 'eu-west-1';

const corpus = [
  "' OR '1'='1",
  "'; DROP TABLE flows; --",
  "x' UNION SELECT name, sql FROM sqlite_master --",
  '" OR ""="',
  '") OR 1=1 --',
  "1; ATTACH DATABASE '/tmp/evil.db' AS evil; --",
  "a' AND randomblob(100000000) AND 'a'='a",
  'flow* OR NEAR(a b) NOT ^x',
  "' || load_extension('x') || '",
  '%27%20OR%201%3D1',
  '\\x27 OR 1=1',
  "a'; PRAGMA writable_schema=1; --",
];

const turned = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

type Path = readonly (string | number)[];

/** Every place in a value where a text stands. */
const textsIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    // A regex is a text with a meaning of its own, which goes when its letters are turned.
    key === 'pattern' ? [] : textsIn(member, [...path, key]),
  );
};

const replaced = (value: unknown, [step, ...rest]: Path, text: string): unknown => {
  if (step === undefined) return text;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replaced(item, rest, text) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, member]) => [
      key,
      key === step ? replaced(member, rest, text) : member,
    ]),
  );
};

let kept: Furniture;
let scratch: Furniture;
let before: ReadonlyMap<string, string>;
beforeAll(async () => {
  if (!target.local) return;
  kept = await furnish(raw, KEPT, target.roleArn);
  scratch = await furnish(raw, SCRATCH, target.roleArn);
  before = await snapshotOf(raw, KEPT);
});

const namesOf = (furniture: Furniture): ValueOptions => ({
  known: {
    flowIdentifier: fc.constant(furniture.flowId),
    aliasIdentifier: fc.constant('TSTALIASID'),
    flowAliasIdentifier: fc.constant('TSTALIASID'),
    flowVersion: fc.constant('1'),
    promptIdentifier: fc.constant(furniture.promptId),
    promptVersion: fc.constant('1'),
    resourceArn: fc.constant(furniture.flowArn),
    guardrailIdentifier: fc.constant(furniture.guardrailId),
    guardrailVersion: fc.constant('1'),
    resourceARN: fc.constant(furniture.guardrailArn),
    clientToken: fc.constant(undefined),
    clientRequestToken: fc.constant(undefined),
  },
});

/** An answer without what differs between any two: what was made, when, how fast, how well it fits; with the text itself blanked. */
const comparable = (answer: RawResponse, sent: string): string => {
  const { id, arn, guardrailId, guardrailArn, version, createdAt, updatedAt, knowledgeBase, ...rest } =
    answer.json();
  const {
    knowledgeBaseId,
    knowledgeBaseArn,
    createdAt: _,
    updatedAt: __,
    ...shown
  } = (knowledgeBase ?? {}) as Record<string, unknown>;
  return (
    JSON.stringify({ ...rest, ...shown })
      .replaceAll(/"(guardrailProcessingLatency|latencyMs)":\d+/g, '"$1":0')
      // How well a text fits others is another matter for each text.
      .replaceAll(/"(index|relevanceScore|score)":[\d.e-]+/g, '"$1":0')
      .replaceAll(JSON.stringify(sent).slice(1, -1), '‹text›')
  );
};

const send = async (operation: ModelledOperation, input: Record<string, unknown>): Promise<RawResponse> => {
  const answer = await raw.send(requestOf(operation, input), { region: SCRATCH });
  // Names of aliases, guardrails and knowledge bases are unique, and the next request may use the same one.
  if (operation.name === 'CreateFlowAlias' && answer.status === 201) {
    const { flowId, id } = answer.json() as { flowId: string; id: string };
    await raw.call('DELETE', `/flows/${flowId}/aliases/${id}`, undefined, { region: SCRATCH });
  }
  if (operation.name === 'CreateGuardrail' && answer.status === 202) {
    const { guardrailId } = answer.json() as { guardrailId: string };
    await raw.call('DELETE', `/guardrails/${guardrailId}`, undefined, { region: SCRATCH });
  }
  if (operation.name === 'CreateKnowledgeBase' && answer.status === 202) {
    const { knowledgeBaseId } = answer.json().knowledgeBase as { knowledgeBaseId: string };
    const path = `/knowledgebases/${knowledgeBaseId}`;
    await raw.call('DELETE', path, undefined, { region: SCRATCH });
    const statusOf = async () => (await raw.call('GET', path, undefined, { region: SCRATCH })).status;
    await expect.poll(statusOf, { timeout: 30_000 }).toBe(404);
  }
  return answer;
};

describe('SQL is a text like any other', () => {
  // Frames have checksums; what is streamed is what Converse answers.
  const streams = new Set(['InvokeFlow', 'ConverseStream']);
  for (const operation of askedOperations.filter(({ name }) => !streams.has(name))) {
    onOurServer(operation.name, async () => {
      const samples = fc.sample(
        conforming(operation.model, operation.operation.inputShape, namesOf(scratch)) as fc.Arbitrary<
          Record<string, unknown>
        >,
        { numRuns: 60, seed: 42 },
      );
      // The samples with the most texts in them cover the members between them.
      const rich = samples.toSorted((a, b) => textsIn(b).length - textsIn(a).length).slice(0, 3);
      const places = rich.flatMap((sample) => textsIn(sample).map((path) => ({ sample, path })));
      expect(places.length > 0 || operation.name === 'ListFlows').toBe(true);
      for (const [index, { sample, path }] of places.slice(0, 60).entries()) {
        const payload = corpus[index % corpus.length]!;
        const control = turned(payload);
        const attacked = await send(operation, replaced(sample, path, payload) as Record<string, unknown>);
        const reference = await send(operation, replaced(sample, path, control) as Record<string, unknown>);
        const where = `${path.join('.')} = ${payload}: ${attacked.text.slice(0, 300)}`;
        expect(attacked.status, where).toBeLessThan(500);
        expect(attacked.status, where).toBe(reference.status);
        expect(attacked.errorType, where).toBe(reference.errorType);
        expect(comparable(attacked, payload), where).toBe(comparable(reference, control));
      }
    });
  }

  onOurServer('as the name or value of a tag, and in descriptions, it is kept to the letter', async () => {
    for (const payload of corpus) {
      const created = await raw.call(
        'POST',
        '/flows/',
        { name: 'sql', description: payload, executionRoleArn: target.roleArn },
        { region: SCRATCH },
      );
      expect(created.status).toBe(201);
      const { id } = created.json() as { id: string };
      const shown = await raw.call('GET', `/flows/${id}/`, undefined, { region: SCRATCH });
      expect(shown.json().description).toBe(payload);
      await raw.call('DELETE', `/flows/${id}/`, undefined, { region: SCRATCH });
    }
  });

  onOurServer('everything stored elsewhere reads as before', async () => {
    expect(kept.flowId).toMatch(/^\w{10}$/);
    expect(await snapshotOf(raw, KEPT)).toEqual(before);
  });
});
