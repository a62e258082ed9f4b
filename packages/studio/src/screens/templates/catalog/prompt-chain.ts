import type { Template } from '../template.ts';
import { definition, input, output, prompt } from './build.ts';

export const promptChain: Template = {
  id: 'prompt-chain',
  title: 'Prompt chain',
  flowName: 'Prompt-chain',
  summary: 'Summarises minutes, then translates the summary and finds a title for it side by side.',
  teaches: ['Passing outputs on', 'Parallel branches', 'Members of an Object input'],
  minutes: 4,
  needs: [],
  definition: definition(
    [
      input('Minutes', 'Object'),
      prompt(
        'Summary',
        ['notes: String = $.data.notes', 'audience: String = $.data.audience'],
        'Summarise the minutes in two sentences for {{audience}}.\n\n<minutes>\n{{notes}}\n</minutes>',
        { temperature: 0.2, maxTokens: 400 },
      ),
      prompt(
        'Translation',
        ['summary: String', 'language: String = $.data.language'],
        'Translate the text into {{language}}. Answer with the translation only.\n\n<text>\n{{summary}}\n</text>',
        { temperature: 0.2, maxTokens: 400 },
      ),
      prompt(
        'Title',
        ['summary: String'],
        'Write a title in one sentence that says what was decided.\n\n<text>\n{{summary}}\n</text>',
        { temperature: 0.2, maxTokens: 60 },
      ),
      output('TranslationOutput', 'document: String'),
      output('TitleOutput', 'document: String'),
    ],
    [
      'Minutes.document → Summary.notes',
      'Minutes.document → Summary.audience',
      'Summary.modelCompletion → Translation.summary',
      'Minutes.document → Translation.language',
      'Summary.modelCompletion → Title.summary',
      'Translation.modelCompletion → TranslationOutput.document',
      'Title.modelCompletion → TitleOutput.document',
    ],
  ),
  positions: {
    Minutes: [0, 80],
    Summary: [320, 160],
    Translation: [640, 0],
    Title: [640, 240],
    TranslationOutput: [960, 0],
    TitleOutput: [960, 240],
  },
  savedInputs: [
    {
      id: 'street',
      name: 'Street committee',
      document: {
        audience: 'the residents of the street',
        language: 'German',
        notes:
          'The street committee met on Tuesday in the school hall. Ines opened with the figures of the traffic count. We decided to close Mill Lane to through traffic on school days from eight to nine. The closure starts after the autumn break and runs for a trial of three months. It is still open who puts up and takes down the barriers each morning. The coffee was cold, and Paul promised a better machine.',
      },
    },
    {
      id: 'choir',
      name: 'Choir meeting',
      document: {
        audience: 'members who were not there',
        language: 'French',
        notes:
          'The choir met after the rehearsal. We decided to sing the summer concert in the old mill and not in the church. The mill has room for two hundred people. Tickets cost nine euros, and children come in free. Who brings the piano is still open. Marta thanked everybody for the cake.',
      },
    },
  ],
};
