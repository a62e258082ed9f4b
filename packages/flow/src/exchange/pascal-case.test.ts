import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { arbitraryShape } from '../definition/test-support/arbitrary-shape.ts';
import { coerceMembers, fromPascalCase, toPascalCase } from './pascal-case.ts';

const promptNode = {
  name: 'Ask',
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId: 'm',
          templateType: 'CHAT',
          templateConfiguration: {
            chat: {
              messages: [{ role: 'user', content: [{ text: 'hello' }] }],
              toolConfiguration: {
                tools: [
                  {
                    toolSpec: {
                      name: 'look',
                      inputSchema: {
                        json: { type: 'object', properties: { maxTokens: { type: 'number' } } },
                      },
                    },
                  },
                ],
              },
            },
          },
          inferenceConfiguration: { text: { topP: 0.5, maxTokens: 10 } },
          additionalModelRequestFields: {
            top_k: 5,
            modelId: 'stays',
            nested: { s3: [{ bucketName: 'stays' }] },
          },
        },
      },
    },
  },
};

describe('PascalCase', () => {
  test('is the inverse of the way back, for any definition', () => {
    fc.assert(
      fc.property(arbitraryShape('FlowDefinition'), (definition) => {
        const { definition: back, problems } = fromPascalCase(
          toPascalCase(definition as FlowDefinition) as JsonValue,
        );
        expect(problems).toEqual([]);
        expect(back).toEqual(definition);
      }),
      { numRuns: 1_000 },
    );
  });

  test('changes the names of the model and leaves keys that somebody chose', () => {
    const written = toPascalCase({ nodes: [promptNode] } as unknown as FlowDefinition);
    const inline = (
      written as { Nodes: [{ Configuration: { Prompt: { SourceConfiguration: { Inline: object } } } }] }
    ).Nodes[0].Configuration.Prompt.SourceConfiguration.Inline;
    expect(inline).toEqual({
      ModelId: 'm',
      TemplateType: 'CHAT',
      TemplateConfiguration: {
        Chat: {
          Messages: [{ Role: 'user', Content: [{ Text: 'hello' }] }],
          ToolConfiguration: {
            Tools: [
              {
                ToolSpec: {
                  Name: 'look',
                  InputSchema: { Json: { type: 'object', properties: { maxTokens: { type: 'number' } } } },
                },
              },
            ],
          },
        },
      },
      InferenceConfiguration: { Text: { TopP: 0.5, MaxTokens: 10 } },
      AdditionalModelRequestFields: { top_k: 5, modelId: 'stays', nested: { s3: [{ bucketName: 'stays' }] } },
    });
  });

  test('keeps a key called __proto__ in a document as data', () => {
    const document = JSON.parse('{"__proto__": {"polluted": true}}');
    const node = structuredClone(promptNode) as typeof promptNode & { configuration: object };
    Object.assign(node.configuration.prompt.sourceConfiguration.inline, {
      additionalModelRequestFields: document,
    });
    const back = fromPascalCase(toPascalCase({ nodes: [node] } as unknown as FlowDefinition)).definition;
    expect(JSON.stringify(back)).toContain('"__proto__":{"polluted":true}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    [{ Nodes: [{ Nam: 'A' }] }, 'Definition.Nodes[0] has no property Nam; did you mean Name?'],
    [{ nodes: [] }, 'Definition has no property nodes; did you mean Nodes?'],
    [{ Nodes: [{ Name: 'A', Colour: 1 }] }, 'Definition.Nodes[0] has no property Colour.'],
  ])('complains of %j', (value, problem) => {
    expect(fromPascalCase(value as JsonValue).problems).toEqual([problem]);
  });

  test.each([
    ['MaxTokens', '500', 500],
    ['MaxTokens', 'many', 'many'],
    ['Temperature', '0.25', 0.25],
    ['Temperature', '-1e-2', -0.01],
    ['StopSequences', ['1'], ['1']],
  ])('reads %s %j as %j', (name, given, expected) => {
    const value = {
      Nodes: [
        {
          Configuration: {
            Prompt: {
              SourceConfiguration: { Inline: { InferenceConfiguration: { Text: { [name]: given } } } },
            },
          },
        },
      ],
    };
    const read = JSON.stringify(fromPascalCase(value as JsonValue).definition);
    expect(read).toContain(`:${JSON.stringify(expected)}`);
  });

  test('makes numbers of texts in the API form too, but not in documents', () => {
    const definition = {
      nodes: [
        {
          configuration: {
            prompt: {
              sourceConfiguration: {
                inline: {
                  inferenceConfiguration: { text: { maxTokens: '7' } },
                  additionalModelRequestFields: { top_k: '7' },
                },
              },
            },
          },
        },
      ],
    };
    const read = JSON.stringify(coerceMembers(definition));
    expect(read).toContain('"maxTokens":7');
    expect(read).toContain('"top_k":"7"');
  });
});
