import type { Template } from '../template.ts';
import { definition, input, output, prompt } from './build.ts';

export const helloPrompt: Template = {
  id: 'hello-prompt',
  title: 'Hello prompt',
  flowName: 'Hello-prompt',
  summary: 'Asks a model for the gist of a text. The smallest flow there is.',
  teaches: ['Variables in a prompt', 'Test with saved inputs', 'Preparing a draft'],
  minutes: 2,
  needs: [],
  definition: definition(
    [
      input('Text', 'String'),
      prompt(
        'Gist',
        ['text: String'],
        'Give the gist of this text in one sentence.\n\n<text>\n{{text}}\n</text>',
        {
          temperature: 0.2,
          maxTokens: 200,
        },
      ),
      output('Answer', 'document: String'),
    ],
    ['Text.document → Gist.text', 'Gist.modelCompletion → Answer.document'],
  ),
  positions: { Text: [0, 0], Gist: [320, 0], Answer: [640, 0] },
  savedInputs: [
    {
      id: 'ferry',
      name: 'Ferry notice',
      document:
        'The ferry across the Aller stops for repairs from the second of May to the twentieth. Its cable has worn thin and is replaced before the summer. Cyclists use the bridge at Rethem, eleven kilometres upstream. The café at the landing stays open.',
    },
    {
      id: 'library',
      name: 'Library hours',
      document:
        'The town library opens on Sundays from this autumn on, from eleven to five. Volunteers run the desk, so only borrowing and returning is possible. The reading room stays quiet; groups meet in the hall. The council decided this after a survey of nine hundred readers.',
    },
  ],
};
