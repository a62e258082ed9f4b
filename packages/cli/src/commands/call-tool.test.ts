import { expect, test } from 'vitest';
import type { Clients } from '../client/index.ts';
import { inputSchema } from '../definitions/index.ts';
import { callTool } from './call-tool.ts';

/** A runtime whose answer is these events, and then this error if there is one; it keeps what it was sent. */
const runtimeOf = (events: readonly object[], error?: Error) => {
  const sent: unknown[] = [];
  async function* stream() {
    yield* events;
    if (error) throw error;
  }
  const runtime = {
    send: async ({ input }: { input: unknown }) => {
      sent.push(input);
      return { responseStream: stream() };
    },
  };
  const connection = { endpoint: 'http://127.0.0.1:4600', isCloud: false, name: 'http://127.0.0.1:4600' };
  return { clients: { runtime, connection } as unknown as Clients, sent };
};

const toolOf = (...outputNodes: string[]) => ({
  name: 'tool',
  title: 'tool',
  description: 'A tool.',
  input: inputSchema({ node: 'Start', type: 'String' }, []),
  flowId: 'ABCDEFGHIJ',
  aliasId: 'KLMNOPQRST',
  inputNode: 'Start',
  inputOutput: 'document',
  outputNodes,
});

const output = (nodeName: string, document: unknown) => ({
  flowOutputEvent: { nodeName, content: { document } },
});

const call = (clients: Clients, ...outputNodes: string[]) =>
  callTool(clients, toolOf(...outputNodes), {
    given: { document: 'x' },
    signal: new AbortController().signal,
  });

test('the alias is invoked with the document, untraced while nobody asks how far it is', async () => {
  const { clients, sent } = runtimeOf([output('End', 'y')]);
  expect(await call(clients, 'End')).toEqual({ content: [{ type: 'text', text: 'y' }] });
  expect(sent).toEqual([
    {
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'KLMNOPQRST',
      enableTrace: false,
      inputs: [{ nodeName: 'Start', nodeOutputName: 'document', content: { document: 'x' } }],
    },
  ]);
});

test('an object is structured content as it is, an array is not', async () => {
  const answerTo = async (document: unknown) =>
    (await call(runtimeOf([output('End', document)]).clients, 'End')).structuredContent;
  expect(await answerTo({ a: 1 })).toEqual({ a: 1 });
  expect(await answerTo([1])).toBeUndefined();
  expect(await answerTo(null)).toBeUndefined();
});

test('of several nodes it is an object of their outputs, unless one gave several', async () => {
  const one = runtimeOf([output('Long', 'a'), output('Short', [1])]);
  expect(await call(one.clients, 'Long', 'Short')).toEqual({
    content: [
      { type: 'text', text: 'Long:\na' },
      { type: 'text', text: 'Short:\n[1]' },
    ],
    structuredContent: { Long: 'a', Short: [1] },
  });
  const again = runtimeOf([output('Long', 'a'), output('Long', 'b')]);
  const answer = await call(again.clients, 'Long', 'Short');
  expect(answer.content).toHaveLength(2);
  expect(answer).not.toHaveProperty('structuredContent');
});

test('a node that asks back is an error with its question, since a tool cannot be answered', async () => {
  const question = { nodeName: 'Booking', content: { document: 'Which day?' } };
  const { clients } = runtimeOf([{ flowMultiTurnInputRequestEvent: question }]);
  expect(await call(clients, 'End')).toEqual({
    content: [{ type: 'text', text: 'Node Booking asks back, and a tool cannot be answered: Which day?' }],
    isError: true,
  });
});

test('outputs before a failure are not taken for the answer', async () => {
  const failure = Object.assign(new Error('Node Ask: no such luck'), {
    name: 'DependencyFailedException',
    $fault: 'client',
  });
  expect(await call(runtimeOf([output('Long', 'a')], failure).clients, 'Long', 'Short')).toEqual({
    content: [{ type: 'text', text: 'DependencyFailedException: Node Ask: no such luck' }],
    isError: true,
  });
});

test('a server that is gone is an error that says where it was', async () => {
  const gone = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const { content, isError } = await call(runtimeOf([], gone).clients, 'End');
  expect(isError).toBe(true);
  expect(content[0]?.text).toMatch(/^Nothing that can be spoken to answers at http:\/\/127\.0\.0\.1:4600 /);
});
