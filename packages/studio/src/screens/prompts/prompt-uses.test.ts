import { expect, test } from 'vitest';
import { promptOfArn, usesIn } from './prompt-uses.ts';

test.each([
  ['arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ', { id: 'ABCDEFGHIJ', version: 'DRAFT' }],
  ['arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ:3', { id: 'ABCDEFGHIJ', version: '3' }],
  ['arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ', undefined],
  ['${Prompt.Arn}', undefined],
])('%s', (arn, expected) => {
  expect(promptOfArn(arn)).toEqual(expected);
});

test('prompts are found in the bodies of loops too', () => {
  const prompt = (name: string, version: string) => ({
    name,
    type: 'Prompt' as const,
    configuration: {
      prompt: {
        sourceConfiguration: {
          resource: { promptArn: `arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ${version}` },
        },
      },
    },
  });
  const definition = {
    nodes: [
      prompt('Ask', ''),
      {
        name: 'Again',
        type: 'Loop' as const,
        configuration: { loop: { definition: { nodes: [prompt('Tell', ':2')], connections: [] } } },
      },
    ],
    connections: [],
  };
  expect(usesIn('F', 'flow', definition).map(({ node, version }) => [node, version])).toEqual([
    ['Ask', 'DRAFT'],
    ['Again/Tell', '2'],
  ]);
});
