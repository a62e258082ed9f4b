import type { Template } from '../template.ts';
import { code, definition, input, loop, loopController, loopInput, output, prompt } from './build.ts';

export const draftAndCritic: Template = {
  id: 'draft-and-critic',
  title: 'Draft and critic',
  flowName: 'Draft-and-critic',
  summary: 'A writer shortens a notice, a critic measures it, and both go round until it fits on the board.',
  teaches: [
    'A Loop with its body',
    'Values that go back to the start',
    'Continue while, and a limit of rounds',
  ],
  minutes: 6,
  needs: [],
  definition: definition(
    [
      input('Notice', 'Object'),
      loop(
        'UntilItFits',
        [
          'text: String = $.data.text',
          'sentences: Number = $.data.sentences',
          'limit: Number = $.data.limit',
        ],
        ['result: String', 'words: Number'],
        definition(
          [
            loopInput('Draft', ['text: String', 'sentences: Number', 'limit: Number']),
            prompt(
              'Writer',
              ['sentences: Number', 'text: String'],
              'Shorten the text to {{sentences}} sentences. Keep what a reader must know.\n\n<text>\n{{text}}\n</text>',
              { temperature: 0.2, maxTokens: 400 },
            ),
            code(
              'Critic',
              ['text: String', 'sentences: Number', 'limit: Number'],
              'Object',
              'words = len(text.split())\nprint(f"{words} words, {limit} allowed")\n{"text": text, "words": words, "tooLong": words > limit, "sentences": max(1, sentences - 1), "limit": limit}',
            ),
            loopController('Again', 'tooLong = tooLong == true', 5, {
              decide: ['tooLong: Boolean = $.data.tooLong'],
              back: [
                'text: String = $.data.text',
                'sentences: Number = $.data.sentences',
                'limit: Number = $.data.limit',
              ],
              exit: ['result: String = $.data.text', 'words: Number = $.data.words'],
            }),
          ],
          [
            'Draft.sentences → Writer.sentences',
            'Draft.text → Writer.text',
            'Writer.modelCompletion → Critic.text',
            'Draft.sentences → Critic.sentences',
            'Draft.limit → Critic.limit',
            'Critic.response → Again.tooLong',
            'Critic.response → Again.text',
            'Critic.response → Again.sentences',
            'Critic.response → Again.limit',
            'Critic.response → Again.result',
            'Critic.response → Again.words',
          ],
        ),
      ),
      output('Text', 'document: String'),
      output('Words', 'document: Number'),
    ],
    [
      'Notice.document → UntilItFits.text',
      'Notice.document → UntilItFits.sentences',
      'Notice.document → UntilItFits.limit',
      'UntilItFits.result → Text.document',
      'UntilItFits.words → Words.document',
    ],
  ),
  positions: {
    Notice: [0, 80],
    UntilItFits: [320, 40],
    'UntilItFits/Draft': [40, 40],
    'UntilItFits/Writer': [360, 0],
    'UntilItFits/Critic': [680, 40],
    'UntilItFits/Again': [1000, 0],
    Text: [640, 0],
    Words: [640, 184],
  },
  savedInputs: [
    {
      id: 'ferry',
      name: 'Ferry notice, 30 words',
      document: {
        limit: 30,
        sentences: 4,
        text: 'The ferry between the two banks of the Aller stops for repairs from the second of May to the twentieth. The cable that guides it has worn thin and must be replaced before the summer. During that time the rowing club takes walkers across in its own boats on weekends. Cyclists and cars use the bridge at Rethem, eleven kilometres upstream. The ferryman will show the old cable at the landing. The café at the landing stays open and sells the usual cake.',
      },
    },
    {
      id: 'pool',
      name: 'Pool rules, fits at once',
      document: {
        limit: 60,
        sentences: 3,
        text: 'The pool opens at seven in the morning. Children below ten swim with an adult. Please shower before you go in. The slide is closed when it thunders. Lost things are kept at the desk for a month.',
      },
    },
  ],
};
