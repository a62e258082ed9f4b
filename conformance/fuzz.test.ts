import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { complaintAbout } from './support/answers.ts';
import { type Furniture, furnish } from './support/furnish.ts';
import { mutatedDefinition } from './support/mutated-definition.ts';
import { askedOperations, type ModelledOperation, operationNamed, requestOf } from './support/operations.ts';
import type { RawResponse } from './support/raw-client.ts';
import { openSession } from './support/session.ts';
import type { Unsigned } from './support/signer.ts';
import { snapshotOf } from './support/snapshot.ts';
import { breakingInput } from './support/wire-breakage.ts';
import { conforming, oddJson, oddText, type ValueOptions } from './support/wire-values.ts';
import { testHere } from './target.ts';

/**
 * Random input for every operation, made from the wire model. Whatever is sent: an answer comes, it is no fault of the
 * server, an error is one of the operation's own and says something, and what others stored reads the same afterwards.
 *
 * STREAMBED_FUZZ_SEED repeats a run; STREAMBED_FUZZ_RUNS makes it longer (default 250 per operation and kind).
 */

const seed = Number(process.env.STREAMBED_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.STREAMBED_FUZZ_RUNS ?? 250);
console.log(`fuzz: STREAMBED_FUZZ_SEED=${seed}, ${numRuns} runs per operation and kind`);

const { target, raw, rawRuntime } = await openSession({ environment: { STREAMBED_QUOTAS: 'off' } });
const onOurServer = testHere(target, 'it makes thousands of resources and looks into the process');

/** What must stay as it is; what may be changed stands in another region. */
const KEPT = 'us-east-1';
const LOOSE = 'eu-west-1';

let kept: Furniture;
let keptNames: ValueOptions;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  if (!target.local) return;
  kept = await furnish(raw, KEPT, target.roleArn);
  keptNames = identifiersOf(kept);
  before = await snapshotOf(raw, KEPT);
});

const send = (operation: ModelledOperation, request: Unsigned, region: string): Promise<RawResponse> =>
  (operation.model.service === 'bedrock-agent' ? raw : rawRuntime).send(request, { region });

/** Throws what is wrong with the answer, with the request that it was given to. */
const assertCivil = (operation: ModelledOperation, request: Unsigned, answer: RawResponse): void => {
  const complaint = complaintAbout(operation, answer);
  if (complaint === undefined) return;
  const body = String(request.body ?? '').slice(0, 2_000);
  throw new Error(
    `${operation.name}: ${complaint}\n${request.method} ${request.path.slice(0, 500)}\n${body}`,
  );
};

const identifiersOf = (furniture: Furniture): ValueOptions => ({
  known: {
    flowIdentifier: fc.constantFrom(furniture.flowId, furniture.flowArn),
    flowVersion: fc.constant(furniture.flowVersion),
    aliasIdentifier: fc.constantFrom(furniture.aliasId, 'TSTALIASID'),
    flowAliasIdentifier: fc.constantFrom(furniture.aliasId, 'TSTALIASID', furniture.aliasArn),
    promptIdentifier: fc.constantFrom(furniture.promptId, furniture.promptArn),
    promptVersion: fc.constant(furniture.promptVersion),
    resourceArn: fc.constantFrom(
      furniture.flowArn,
      furniture.aliasArn,
      furniture.promptArn,
      furniture.knowledgeBaseArn,
    ),
    knowledgeBaseId: fc.constant(furniture.knowledgeBaseId),
    dataSourceId: fc.constant(furniture.dataSourceId),
    guardrailIdentifier: fc.constantFrom(furniture.guardrailId, furniture.guardrailArn),
    guardrailVersion: fc.constant(furniture.guardrailVersion),
    resourceARN: fc.constant(furniture.guardrailArn),
    modelId: fc.constantFrom('amazon.nova-lite-v1:0', 'llama3.2:3b', furniture.promptArn),
    nextToken: fc.constantFrom(...Object.values(furniture.nextTokens)),
  },
});

const check = (property: fc.IAsyncProperty<[unknown]>, runs = numRuns) =>
  fc.assert(property, { seed, numRuns: runs });

const assertUntouched = async (): Promise<void> => {
  expect(await snapshotOf(raw, KEPT)).toEqual(before);
};

describe('input that breaks the model in one place is refused, and nothing changes', () => {
  for (const operation of askedOperations) {
    onOurServer(operation.name, () =>
      check(
        fc.asyncProperty(
          fc
            .constant(0)
            .chain(() => breakingInput(operation.model, operation.operation.inputShape, keptNames)),
          async (input) => {
            const request = requestOf(operation, input);
            const answer = await send(operation, request, KEPT);
            assertCivil(operation, request, answer);
            if (answer.status < 400) throw new Error(`${operation.name} took ${JSON.stringify(request)}`);
          },
        ),
      ),
    );
  }

  onOurServer('everything stored reads as before', assertUntouched);
});

describe('input that keeps to the model and is odd gets an answer', () => {
  for (const operation of askedOperations) {
    onOurServer(operation.name, async () => {
      // New for each operation: some of what was made for the one before has been deleted.
      const names = identifiersOf(await furnish(raw, LOOSE, target.roleArn));
      await check(
        fc.asyncProperty(
          conforming(operation.model, operation.operation.inputShape, names),
          async (input) => {
            const request = requestOf(operation, input as Record<string, unknown>);
            assertCivil(operation, request, await send(operation, request, LOOSE));
          },
        ),
      );
    });
  }

  onOurServer('what was made of it can be listed and read', async () => {
    expect((await snapshotOf(raw, LOOSE)).size).toBeGreaterThan(20);
  });
  onOurServer('everything stored elsewhere reads as before', assertUntouched);
});

describe('a conversation that keeps the rules, of odd content', () => {
  const model = operationNamed('Converse').model;
  /** Blocks of these kinds; none that lies in a bucket, since there is none. */
  const blocks = (...kinds: readonly string[]) =>
    fc.array(
      conforming(model, 'ContentBlock').filter(
        (block) =>
          kinds.includes(Object.keys(block as object)[0]!) && !JSON.stringify(block).includes('s3Location'),
      ),
      { maxLength: 4 },
    );
  const asked = blocks('text', 'image', 'document', 'video', 'cachePoint', 'guardContent', 'searchResult');
  const answered = blocks('text', 'cachePoint', 'reasoningContent', 'citationsContent');
  const withText = (role: string, blocks: readonly unknown[], text: string) => ({
    role,
    content: [...blocks, { text: `${text}.` }],
  });
  const conversation = fc
    .tuple(asked, answered, asked, oddText, conforming(model, 'ConverseRequest'))
    .map(([first, then, last, text, request]) => ({
      ...(request as Record<string, unknown>),
      modelId: 'amazon.nova-lite-v1:0',
      messages: [
        withText('user', first, text),
        withText('assistant', then, text),
        withText('user', last, text),
      ],
      toolConfig: undefined,
      promptVariables: undefined,
      guardrailConfig: undefined,
      outputConfig: undefined,
      additionalModelResponseFieldPaths: undefined,
    }));

  for (const name of ['Converse', 'ConverseStream', 'CountTokens']) {
    onOurServer(`gets an answer of ${name}`, async () => {
      const operation = operationNamed(name);
      let answers = 0;
      await check(
        fc.asyncProperty(conversation, async (input) => {
          const { modelId, messages, system } = input as Record<string, unknown>;
          const request = requestOf(
            operation,
            name === 'CountTokens' ? { modelId, input: { converse: { messages, system } } } : input,
          );
          const answer = await send(operation, request, LOOSE);
          assertCivil(operation, request, answer);
          if (answer.status === 200) answers++;
        }),
      );
      expect(answers).toBeGreaterThan(numRuns / 4);
      console.log(`fuzz: ${name} answered ${answers} of ${numRuns}`);
    });
  }
});

describe('any JSON at all, and any bytes, as the body', () => {
  /** JSON with one byte changed, and bytes that never were any. */
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(oddJson, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
      const text = Buffer.from(JSON.stringify({ name: 'bytes', value }));
      text[at % text.length] = byte;
      return new Uint8Array(text);
    }),
  );
  const body = fc.oneof(
    oddJson.map((value) => JSON.stringify(value)),
    bytes,
  );

  for (const operation of askedOperations.filter(({ hasBody }) => hasBody)) {
    onOurServer(operation.name, async () => {
      const loose = await furnish(raw, LOOSE, target.roleArn);
      await check(
        fc.asyncProperty(body, async (sent) => {
          const request = { ...requestOf(operation, namesOf(loose)), body: sent };
          assertCivil(operation, request, await send(operation, request, LOOSE));
        }),
      );
    });
  }

  onOurServer('everything stored elsewhere reads as before', assertUntouched);
});

const namesOf = ({
  flowId,
  aliasId,
  promptId,
  flowArn,
  guardrailId,
  knowledgeBaseId,
  dataSourceId,
}: Furniture) => ({
  knowledgeBaseId,
  dataSourceId,
  flowIdentifier: flowId,
  aliasIdentifier: aliasId,
  flowAliasIdentifier: aliasId,
  promptIdentifier: promptId,
  resourceArn: flowArn,
  guardrailIdentifier: guardrailId,
});

describe('a flow that was changed at random', () => {
  const documents = [
    { amount: 11, text: 'A river.' },
    { amount: 'many', text: ['x'] },
    ['a', 'b', 'c'],
    [],
    'text',
    null,
  ];

  onOurServer('is refused, or fails to prepare, or runs to an end that the model knows', async () => {
    const loose = await furnish(raw, LOOSE, target.roleArn);
    const outcomes = { refused: 0, failed: 0, ran: 0 };
    const call = async (name: string, path: string, body: unknown): Promise<RawResponse> => {
      const operation = operationNamed(name);
      const request = { ...requestOf(operation, namesOf(loose)), path, body: JSON.stringify(body) };
      const answer = await send(operation, request, LOOSE);
      assertCivil(operation, request, answer);
      return answer;
    };
    await check(
      fc.asyncProperty(mutatedDefinition(target.modelId), async (definition) => {
        const path = `/flows/${loose.flowId}`;
        const draft = { name: 'mutant', executionRoleArn: target.roleArn, definition };
        if ((await call('UpdateFlow', path, draft)).status !== 200) {
          outcomes.refused++;
          return;
        }
        await call('PrepareFlow', path, {});
        const { status } = (await call('GetFlow', path, undefined)).json();
        if (status !== 'Prepared') {
          outcomes.failed++;
          return;
        }
        outcomes.ran++;
        for (const document of documents) {
          const { text } = await call('InvokeFlow', `${path}/aliases/TSTALIASID`, {
            enableTrace: true,
            inputs: [{ nodeName: 'FlowInput', content: { document } }],
          });
          if (!/flowCompletionEvent|Exception/.test(text)) throw new Error(`no end in ${text}`);
        }
      }),
      numRuns * 4,
    );
    console.log('fuzz: changed flows', outcomes);
    expect(outcomes.refused).toBeGreaterThan(0);
    expect(outcomes.failed).toBeGreaterThan(0);
    expect(outcomes.ran).toBeGreaterThan(0);
  });
});

describe('any path and query', () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'flows',
      'prompts',
      'tags',
      'versions',
      'aliases',
      'executions',
      'guardrails',
      'knowledgebases',
      'datasources',
      'foundation-models',
      '..',
      '.',
      '',
      '%2e%2e',
      '%00',
    ),
    fc.constant(0).map(() => kept.flowId),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
    fc.stringMatching(/^[!-"$->@-~]{0,12}$/),
  );
  const request = fc.record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'),
    path: fc
      .tuple(fc.array(segment, { maxLength: 5 }), fc.option(fc.stringMatching(/^[!-"$-~]{0,20}$/)))
      .map(([segments, query]) => `/${segments.join('/')}${query === null ? '' : `?${query}`}`),
  });

  onOurServer('gets an answer', () =>
    fc.assert(
      fc.asyncProperty(request, async ({ method, path }) => {
        // In the region where nothing is: a path that happens to be an operation may do what it says.
        const answer = await raw.send({ method, path }, { region: 'sa-east-1' });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.errorType).toMatch(/Exception$/);
      }),
      { seed, numRuns: numRuns * 10 },
    ),
  );

  onOurServer('everything stored reads as before', assertUntouched);
});

describe('after all of it', () => {
  onOurServer('the process is the same one, well, and small', async (server) => {
    expect(server.isAlive()).toBe(true);
    expect((await raw.sendUnsigned({ method: 'GET', path: '/health' })).status).toBe(200);
    const memory = server.memory();
    if (memory) expect(memory.peak).toBeLessThan(700 * 1024 * 1024);
  });

  onOurServer('no prototype was polluted: new objects have no members that nobody gave them', async () => {
    const answer = await raw.call('POST', '/flows/', { name: 'clean', executionRoleArn: target.roleArn });
    expect(Object.keys(answer.json()).toSorted()).toEqual([
      'arn',
      'createdAt',
      'executionRoleArn',
      'id',
      'name',
      'status',
      'updatedAt',
      'version',
    ]);
    const { id, arn } = answer.json() as { id: string; arn: string };
    expect((await raw.call('GET', `/tags/${encodeURIComponent(arn)}`)).text).toBe('{"tags":{}}');
    await raw.call('DELETE', `/flows/${id}/`);
  });

  onOurServer('everything stored reads the same after a restart, too', async (server) => {
    await server.restart();
    await assertUntouched();
  });
});

afterAll(() => {
  if (target.local) console.log(`fuzz: done with STREAMBED_FUZZ_SEED=${seed}`);
});
