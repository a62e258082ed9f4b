import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import fc from 'fast-check';
import {
  branch,
  collectorNode,
  conditionNode,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  router,
  slot,
  wire,
} from './definitions.ts';

/** Flows that run, for changing them at random: what comes of it must be refused, or run. */

const iteration = (modelId: string): FlowDefinition => ({
  nodes: [
    inputNode('Array'),
    iteratorNode(),
    promptNode('Ask', modelId, 'Repeat: {{text}}'),
    conditionNode('Choose', [slot('text')], { short: 'text == "a"', long: 'not (text == "b")' }),
    outputNode('String', 'Short'),
    outputNode('String', 'Long'),
    outputNode('String', 'Other'),
    collectorNode(),
    outputNode('Array'),
  ],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'Ask.text'),
    wire('Each.arrayItem', 'Choose.text'),
    ...['Short', 'Long', 'Other'].map((name) => wire('Each.arrayItem', `${name}.document`)),
    branch('Choose.short', 'Short'),
    branch('Choose.long', 'Long'),
    branch('Choose.default', 'Other'),
    wire('Ask.modelCompletion', 'All.arrayItem'),
    wire('Each.arraySize', 'All.arraySize'),
    wire('All.collectedArray', 'FlowOutput.document'),
  ],
});

const loop = (modelId: string): FlowDefinition => ({
  nodes: [
    inputNode('Object'),
    {
      name: 'Refine',
      type: 'Loop',
      inputs: [slot('text', 'String', '$.data.text')],
      outputs: [{ name: 'result', type: 'String' }],
      configuration: {
        loop: {
          definition: {
            nodes: [
              {
                name: 'Start',
                type: 'LoopInput',
                configuration: { loopInput: {} },
                outputs: [{ name: 'text', type: 'String' }],
              },
              promptNode('Better', modelId, 'Make it better: {{text}}'),
              {
                name: 'Again',
                type: 'LoopController',
                configuration: {
                  loopController: {
                    continueCondition: { name: 'goOn', expression: 'text != "done"' },
                    maxIterations: 3,
                  },
                },
                inputs: [
                  { ...slot('text'), category: 'LoopCondition' },
                  { ...slot('result'), category: 'ExitLoop' },
                ],
              },
            ],
            connections: [
              wire('Start.text', 'Better.text'),
              wire('Better.modelCompletion', 'Again.text'),
              wire('Better.modelCompletion', 'Again.result'),
            ],
          },
        },
      },
    },
    outputNode(),
  ],
  connections: [wire('FlowInput.document', 'Refine.text'), wire('Refine.result', 'FlowOutput.document')],
});

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** Every member and item at any depth. */
const placesIn = (value: unknown): Place[] => {
  if (value === null || typeof value !== 'object') return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => {
    const key = Array.isArray(value) ? Number(name) : name;
    return [{ holder, key }, ...placesIn(holder[name])];
  });
};

type Change = (place: Place, other: Place, pick: number) => void;

const ODD_TEXTS = [
  '',
  'x',
  '$.data',
  '$.data.text',
  '$.data[0]',
  '$.data[*]',
  'String',
  'Number',
  'Object',
  'Array',
];

const changes: readonly Change[] = [
  // The value of another place stands here, too.
  ({ holder, key }, other) => {
    (holder as Record<string | number, unknown>)[key] = structuredClone(
      (other.holder as Record<string | number, unknown>)[other.key],
    );
  },
  // It is gone.
  ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  // It stands here twice.
  ({ holder, key }) => {
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
  },
  ({ holder, key }, _other, pick) => {
    const record = holder as Record<string | number, unknown>;
    if (typeof record[key] === 'string') record[key] = ODD_TEXTS[pick % ODD_TEXTS.length];
  },
  // The list runs backwards.
  ({ holder }) => {
    if (Array.isArray(holder)) holder.reverse();
  },
];

/** A flow that runs with one to four changes; many can still be prepared. */
export const mutatedDefinition = (modelId: string): fc.Arbitrary<FlowDefinition> =>
  fc
    .record({
      base: fc.constantFrom(router(), iteration(modelId), loop(modelId)),
      steps: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(changes.length - 1), fc.nat(1_000)), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ base, steps }) => {
      const definition = structuredClone(base);
      for (const [at, from, change, pick] of steps) {
        const places = placesIn(definition);
        if (places.length === 0) break;
        changes[change]!(places[at % places.length]!, places[from % places.length]!, pick);
      }
      return definition;
    });
