import type { Cases } from './cases.ts';
import {
  asking,
  body,
  branching,
  but,
  changing,
  flow,
  iterating,
  lookup,
  loopAround,
  promptNode,
  straight,
  takes,
} from './flows.ts';

/** What rules about declared inputs and outputs report. */
export const declarationCases: Cases<
  'UnknownNodeInput' | 'UnknownNodeOutput' | 'MismatchedNodeInputType' | 'MismatchedNodeOutputType'
> = {
  UnknownNodeInput: {
    fails: [
      {
        title: 'an input beyond the predefined',
        definition: changing(straight, 'Out', (node) => ({ inputs: [...node.inputs!, takes('extra')] })),
        reports: [['Error', { node: 'Out', input: 'extra' }]],
        says: 'declares the input extra, which its type does not have. There is only: document.',
      },
      {
        title: 'no variable of the template',
        definition: changing(asking, 'Ask', () => promptNode('Ask', '{{topic}}', ['topic', 'tone'])),
        reports: [['Error', { node: 'Ask', input: 'tone' }]],
        says: 'is no variable of its template',
      },
      {
        title: 'no output of the LoopInput',
        definition: loopAround(body, { seed: 'Number', other: 'Number' }),
        reports: [['Error', { node: 'Repeat', input: 'other' }]],
        says: 'is no output of the LoopInput inside',
      },
      {
        title: 'returned to a LoopInput that does not have it',
        definition: loopAround(
          changing(body, 'Controller', (node) => ({
            inputs: [...node.inputs!, takes('more', 'Number', { category: 'ReturnValueToLoopStart' })],
          })),
        ),
        reports: [['Error', { node: 'Controller', input: 'more' }]],
        says: 'the LoopInput has no output more',
      },
    ],
    passes: [
      { title: 'free names', definition: straight },
      { title: 'a loop', definition: loopAround(body) },
      {
        title: 'a prompt resource, whose template is not here',
        definition: changing(asking, 'Ask', () => ({
          configuration: {
            prompt: {
              sourceConfiguration: {
                resource: { promptArn: 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ' },
              },
            },
          },
        })),
      },
    ],
  },
  UnknownNodeOutput: {
    fails: [
      {
        title: 'an Output has none, a Condition neither',
        definition: changing(
          changing(branching, 'Out', () => ({ outputs: [{ name: 'document', type: 'Number' }] })),
          'If',
          () => ({ outputs: [{ name: 'result', type: 'Boolean' }] }),
        ),
        reports: [
          ['Error', { node: 'If', output: 'result' }],
          ['Error', { node: 'Out', output: 'document' }],
        ],
        says: 'Node If (Condition) declares the output result, which its type does not have. Remove it.',
      },
      {
        title: 'not left with by the LoopController',
        definition: loopAround(body, { seed: 'Number' }, { last: 'Number', seed: 'Number' }),
        reports: [['Error', { node: 'Repeat', output: 'seed' }]],
        says: 'no ExitLoop input of the LoopController inside gives',
      },
      {
        title: 'the answer of a knowledge base without a model',
        definition: flow([
          but(lookup, { outputs: [...lookup.outputs!, { name: 'outputText', type: 'String' }] }),
        ]),
        reports: [['Error', { node: 'Lookup', output: 'outputText' }]],
        says: 'There is only: retrievalResults.',
      },
    ],
    passes: [
      { title: 'predefined outputs', definition: iterating },
      { title: 'a loop', definition: loopAround(body) },
    ],
  },
  MismatchedNodeInputType: {
    fails: [
      {
        title: 'a predefined input',
        definition: flow([but(lookup, { inputs: [takes('retrievalQuery', 'Object')] })]),
        reports: [['Error', { node: 'Lookup', input: 'retrievalQuery', expectedType: 'String' }]],
        says: 'Input retrievalQuery of node Lookup has the type Object; a KnowledgeBase node needs String.',
      },
      {
        title: 'an input of a loop',
        definition: loopAround(body, { seed: 'String' }),
        reports: [['Error', { node: 'Repeat', input: 'seed', expectedType: 'Number' }]],
        says: 'the LoopInput gives it the type Number',
      },
      {
        title: 'a value returned to the start of a loop',
        definition: loopAround(
          changing(body, 'Controller', (node) => ({
            inputs: node.inputs!.map((input) =>
              input.name === 'seed' ? { ...input, type: 'String' as const } : input,
            ),
          })),
        ),
        reports: [['Error', { node: 'Controller', input: 'seed', expectedType: 'Number' }]],
        says: 'In loop Repeat: Input seed of node Controller has the type String',
      },
    ],
    passes: [
      { title: 'inputs of any type', definition: straight },
      { title: 'a loop', definition: loopAround(body) },
    ],
  },
  MismatchedNodeOutputType: {
    fails: [
      {
        title: 'a predefined output',
        definition: changing(asking, 'Ask', () => ({
          outputs: [{ name: 'modelCompletion', type: 'Object' }],
        })),
        reports: [['Error', { node: 'Ask', output: 'modelCompletion', expectedType: 'String' }]],
        says: 'Output modelCompletion of node Ask has the type Object; a Prompt node gives String.',
      },
      {
        title: 'an output of a loop',
        definition: loopAround(body, { seed: 'Number' }, { last: 'Array' }),
        reports: [['Error', { node: 'Repeat', output: 'last', expectedType: 'Number' }]],
        says: 'the LoopController leaves the loop with the type Number',
      },
    ],
    passes: [
      { title: 'outputs of any type', definition: straight },
      { title: 'a loop', definition: loopAround(body) },
    ],
  },
};
