import type { Template } from '../template.ts';
import { definition, input, output, prompt, retrieval, storage } from './build.ts';

const BUCKET = 'sample-letters';

export const documentToBucket: Template = {
  id: 'document-to-bucket',
  title: 'Document to bucket',
  flowName: 'Document-to-bucket',
  summary: 'Reads a letter from a bucket, summarises it, and puts the summary beside it.',
  teaches: ['Retrieval and Storage', 'Keys of objects', 'One input for two nodes'],
  minutes: 4,
  needs: [
    {
      kind: 'objects',
      bucket: BUCKET,
      objects: [
        {
          key: 'in/mill.txt',
          content:
            'Dear council,\n\nthe wheel of the old mill stands still since the flood in January. Two of its twelve paddles are broken, and silt lies half a metre deep in the race. The carpenter asks 4,200 euros for new paddles of oak. The friends of the mill have collected 1,500 euros. We ask the council to pay the rest before the summer festival. Visitors come from far to see the wheel turn.\n\nThe friends of the mill\n',
        },
        {
          key: 'in/bridge.txt',
          content:
            'To the road office,\n\nthe footbridge by the school is slippery when it rains. Three children fell there in November. A grid on the planks would help and costs little. The railing on the north side is loose as well. Please look at it before the holidays end.\n\nThe parents of class 3b\n',
        },
      ],
    },
  ],
  definition: definition(
    [
      input('Keys', 'Object'),
      retrieval('ReadLetter', BUCKET, 'objectKey: String = $.data.letter'),
      prompt(
        'Summarise',
        ['letter: String'],
        'Summarise the letter in two sentences: what is the matter, and what is asked for.\n\n<letter>\n{{letter}}\n</letter>',
        { temperature: 0.2, maxTokens: 300 },
      ),
      storage('KeepSummary', BUCKET, ['content: String', 'objectKey: String = $.data.summary']),
      output('Summary', 'document: String'),
      output('Place', 'document: String'),
    ],
    [
      'Keys.document → ReadLetter.objectKey',
      'ReadLetter.s3Content → Summarise.letter',
      'Summarise.modelCompletion → KeepSummary.content',
      'Keys.document → KeepSummary.objectKey',
      'Summarise.modelCompletion → Summary.document',
      'KeepSummary.s3Uri → Place.document',
    ],
  ),
  positions: {
    Keys: [0, 160],
    ReadLetter: [320, 40],
    Summarise: [640, 40],
    Summary: [1280, 0],
    KeepSummary: [960, 160],
    Place: [1280, 160],
  },
  savedInputs: [
    { id: 'mill', name: 'The mill', document: { letter: 'in/mill.txt', summary: 'out/mill.txt' } },
    {
      id: 'bridge',
      name: 'The footbridge',
      document: { letter: 'in/bridge.txt', summary: 'out/bridge.txt' },
    },
  ],
};
