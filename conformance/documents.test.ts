import { ValidationException } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';

/** JSON through InvokeFlow: whatever the document holds comes out as it went in. */

const { runtime, rawRuntime, flows } = await openSession();

const out = (document: unknown, nodeName = 'FlowOutput') => ({ nodeName, document });

describe('documents arrive as they were sent', () => {
  const cases: readonly [string, 'String' | 'Number' | 'Boolean' | 'Object' | 'Array', unknown][] = [
    ['an empty text', 'String', ''],
    ['unicode', 'String', 'a\u0000b\u2028 e\u0301 é 流れ 🌊 👩‍👩‍👧 \u202e'],
    ['a text that looks like a template', 'String', '{{text}} $.data <script> #{x} %s'],
    ['a long integer', 'Number', Number.MAX_SAFE_INTEGER],
    ['a small fraction', 'Number', 5e-324],
    ['minus zero as zero', 'Number', 0],
    ['false', 'Boolean', false],
    ['an empty object', 'Object', {}],
    ['an empty array', 'Array', []],
    ['nulls inside', 'Object', { none: null, list: [null, [null]] }],
    ['a deep document', 'Array', Array.from({ length: 60 }).reduce<unknown>((inner) => [inner], ['deep'])],
  ];

  test.each(cases)('%s', async (_what, type, document) => {
    const id = await flows.prepared(echo(type));
    expect((await invoke(runtime, id, document)).outputs).toEqual([out(document)]);
  });

  test('five megabytes', async () => {
    const id = await flows.prepared(echo('Object'));
    const document = {
      text: 'Flüsse 🌊 '.repeat(350_000),
      list: Array.from({ length: 50_000 }, (_, i) => i),
    };
    const { outputs } = await invoke(runtime, id, document);
    expect(outputs).toHaveLength(1);
    // Compared as text: a failure must not print five megabytes of difference.
    expect(JSON.stringify(outputs[0]!.document) === JSON.stringify(document)).toBe(true);
  });

  test('members named like what every object has are members like any other', async () => {
    const id = await flows.prepared(echo('Object'));
    const document =
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}';
    const answer = await rawRuntime.send({
      method: 'POST',
      path: `/flows/${id}/aliases/TSTALIASID`,
      headers: { 'content-type': 'application/json' },
      body: `{"inputs":[{"nodeName":"FlowInput","nodeOutputName":"document","content":{"document":${document}}}]}`,
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(document);
    // What the server makes of an empty object afterwards is still empty.
    expect((await invoke(runtime, id, {})).outputs).toEqual([out({})]);
  });

  test('expressions reach such members only where the document has them', async () => {
    for (const expression of ['$.data.constructor', '$.data.toString', '$.data.__proto__']) {
      const id = await flows.prepared(echo('Object', expression, 'String'));
      const { error, outputs } = await invoke(runtime, id, { other: 'x' });
      expect(error).toBeInstanceOf(ValidationException);
      expect(outputs).toEqual([]);
    }
    const id = await flows.prepared(echo('Object', '$.data.constructor', 'String'));
    expect((await invoke(runtime, id, { constructor: 'mine' })).outputs).toEqual([out('mine')]);
  });
});
