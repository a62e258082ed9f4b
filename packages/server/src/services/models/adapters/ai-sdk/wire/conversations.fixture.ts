import type { ConverseRequest, Message } from '@streambed/flow/ports';
import fc from 'fast-check';

/** Arbitrary Converse requests: every block and setting that the adapters map, in every order that Converse allows. */

type Block = Message['content'][number];

export const someText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => `${text}.`);
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/);
const someBytes = fc.uint8Array({ minLength: 1, maxLength: 24 });
const documentName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ()-]{0,12}[a-z]$/);
const memberName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9]{0,6}$/).filter((key) => key !== '__proto__');

const value = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(memberName, fc.string({ maxLength: 4 }), { maxKeys: 2, noNullPrototype: true }),
);

/** The input of a tool is an object in every API. */
export const toolInput = fc.dictionary(memberName, value, { maxKeys: 3, noNullPrototype: true });

const text: fc.Arbitrary<Block> = someText.map((given) => ({ text: given }));
const cachePoint: fc.Arbitrary<Block> = fc.constantFrom<Block>(
  { cachePoint: { type: 'default' } },
  { cachePoint: { type: 'default', ttl: '1h' } },
);
const image: fc.Arbitrary<Block> = fc.record({
  image: fc.record({
    format: fc.constantFrom('png' as const, 'jpeg' as const, 'gif' as const, 'webp' as const),
    source: fc.record({ bytes: someBytes }),
  }),
});
const pdf: fc.Arbitrary<Block> = fc.record({
  document: fc.record({
    format: fc.constant('pdf' as const),
    name: documentName,
    source: fc.record({ bytes: someBytes }),
  }),
});
const textDocument: fc.Arbitrary<Block> = fc.record({
  document: fc.record({
    format: fc.constantFrom('txt' as const, 'md' as const, 'csv' as const, 'html' as const),
    name: documentName,
    source: fc.oneof(
      someText.map((given) => ({ bytes: new TextEncoder().encode(given) })),
      someText.map((given) => ({ text: given })),
    ),
  }),
});
const guarded: fc.Arbitrary<Block> = someText.map((given) => ({ guardContent: { text: { text: given } } }));
const reasoning: fc.Arbitrary<Block> = fc.oneof(
  someText.map((given) => ({ reasoningContent: { reasoningText: { text: given } } })),
  fc
    .tuple(someText, fc.base64String({ minLength: 4, maxLength: 12 }))
    .map(([given, signature]) => ({ reasoningContent: { reasoningText: { text: given, signature } } })),
);
const redacted: fc.Arbitrary<Block> = fc
  .oneof(fc.base64String({ minLength: 4, maxLength: 12 }), someText)
  .map((data) => ({ reasoningContent: { redactedContent: new TextEncoder().encode(data) } }));
const cited: fc.Arbitrary<Block> = someText.map((given) => ({
  citationsContent: { content: [{ text: given }], citations: [{ title: 'Source' }] },
}));

const resultBlock = fc.oneof(
  someText.map((given) => ({ text: given })),
  fc.oneof(toolInput, fc.array(fc.integer(), { maxLength: 2 })).map((json) => ({ json })),
  image as fc.Arbitrary<{ image: NonNullable<Block['image']> }>,
);

/** A turn: what the assistant says, the tools that it uses, and the user's next message with all their results. */
const turn = fc.record({
  usesFirst: fc.boolean(),
  said: fc.array(fc.oneof({ weight: 3, arbitrary: text }, reasoning, redacted, cited, cachePoint), {
    maxLength: 3,
  }),
  uses: fc.array(
    fc.record({
      id: fc.stringMatching(/^[a-zA-Z0-9_-]{1,24}$/),
      name,
      input: toolInput,
      status: fc.constantFrom('success' as const, 'error' as const),
      result: fc.array(resultBlock, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
  answer: fc.array(fc.oneof(text, image, pdf, textDocument, guarded, cachePoint), { maxLength: 3 }),
});

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};

const settings = fc.record(
  {
    maxTokens: fc.integer({ min: 1, max: 4_000 }),
    temperature: fc.constantFrom(0, 0.25, 1),
    topP: fc.constantFrom(0.5, 1),
    stopSequences: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const tools = fc
  .uniqueArray(fc.record({ name, description: someText, strict: fc.boolean() }, { requiredKeys: ['name'] }), {
    minLength: 1,
    maxLength: 3,
    selector: (tool) => tool.name,
  })
  .chain((specs) =>
    fc.record(
      {
        tools: fc.constant(specs.map((spec) => ({ toolSpec: { ...spec, inputSchema: { json: SCHEMA } } }))),
        toolChoice: fc.constantFrom({ auto: {} }, { any: {} }, { tool: { name: specs[0]?.name ?? '' } }),
      },
      { requiredKeys: ['tools'] },
    ),
  );

const outputConfig = fc.record(
  {
    textFormat: fc.record({ name, description: someText }, { requiredKeys: [] }).map((described) => ({
      type: 'json_schema' as const,
      structure: { jsonSchema: { schema: JSON.stringify(SCHEMA), ...described } },
    })),
    effort: fc.constantFrom('low', 'medium', 'high'),
  },
  { requiredKeys: [] },
);

export const conversations: fc.Arbitrary<ConverseRequest> = fc
  .record(
    {
      system: fc.array(
        fc.oneof(
          someText.map((given) => ({ text: given })),
          someText.map((given) => ({ guardContent: { text: { text: given } } })),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      first: fc.array(fc.oneof(text, image, pdf, textDocument, guarded, cachePoint), {
        minLength: 1,
        maxLength: 4,
      }),
      turns: fc.array(turn, { maxLength: 3 }),
      begun: someText,
      inferenceConfig: settings,
      toolConfig: tools,
      outputConfig,
    },
    { requiredKeys: ['first', 'turns'] },
  )
  .map(({ first, turns, begun, ...rest }) =>
    withFewCachePoints({ modelId: 'm', ...rest, messages: messagesOf(first, turns, begun) }),
  );

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

/** `begun` is the beginning of the answer, which the model is to go on with. */
function messagesOf(first: Block[], turns: readonly Turn[], begun: string | undefined): Message[] {
  const messages: Message[] = [{ role: 'user', content: [{ text: 'First.' }, ...first] }];
  for (const [i, { usesFirst, said, uses, answer }] of turns.entries()) {
    const numbered = uses.map((use, j) => ({ ...use, toolUseId: `${use.id}${i}${j}` }));
    const used = numbered.map(({ toolUseId, name: tool, input }) => ({
      toolUse: { toolUseId, name: tool, input },
    }));
    const results = numbered.map(({ toolUseId, status, result }) => ({
      toolResult: { toolUseId, status, content: result },
    }));
    messages.push(
      {
        role: 'assistant',
        content: [{ text: 'Well.' }, ...(usesFirst ? [...used, ...said] : [...said, ...used])],
      },
      { role: 'user', content: [...answer, ...results, { text: 'And?' }] },
    );
  }
  if (begun !== undefined) messages.push({ role: 'assistant', content: [{ text: begun }] });
  return messages;
}

/** Anthropic takes four cache points in one request, and no other request has a use for more. */
function withFewCachePoints(request: ConverseRequest): ConverseRequest {
  let left = 4;
  const keep = (block: Block): boolean => !block.cachePoint || left-- > 0;
  return {
    ...request,
    messages: request.messages.map((message) => ({ ...message, content: message.content.filter(keep) })),
  };
}
