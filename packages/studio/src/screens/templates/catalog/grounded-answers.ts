import { TEMPLATE_KNOWLEDGE_BASE, type Template } from '../template.ts';
import { code, condition, definition, input, knowledgeBase, output } from './build.ts';

export const groundedAnswers: Template = {
  id: 'grounded-answers',
  title: 'Grounded answers',
  flowName: 'Grounded-answers',
  summary: 'Answers from your documents with their citations, and says so when they hold no answer.',
  teaches: ['A knowledge base with a written answer', 'A branch for nothing found', 'Citations in the trace'],
  minutes: 6,
  needs: [
    {
      kind: 'knowledgeBase',
      name: 'house-rules',
      documents: [
        {
          id: 'keys.md',
          text: '# Keys\n\nA guest may keep a key for three days. After that it goes back to the desk, and another one is written out.\nLost keys are reported on the same day; a new lock costs 80.\n',
        },
        {
          id: 'kitchen.md',
          text: '# Kitchen\n\nBreakfast is served from seven to ten. The stove is switched off at the wall at night.\nFood in the fridge carries a name and a date.\n',
        },
      ],
    },
  ],
  definition: definition(
    [
      input('Question', 'String'),
      knowledgeBase('Library', TEMPLATE_KNOWLEDGE_BASE, 'retrievalQuery: String'),
      code(
        'HasAnswer',
        ['text: String'],
        'Boolean',
        '"unable to assist" not in text.lower() and len(text.strip()) > 0',
      ),
      condition('Found', ['found: Boolean'], ['answered = found == true']),
      output('Answer', 'document: String'),
      code('Nothing', ['question: String'], 'String', 'f"The documents say nothing about: {question}"'),
      output('NothingFound', 'document: String'),
    ],
    [
      'Question.document → Library.retrievalQuery',
      'Library.outputText → HasAnswer.text',
      'HasAnswer.response → Found.found',
      'Library.outputText → Answer.document',
      'Found:answered → Answer',
      'Question.document → Nothing.question',
      'Found:default → Nothing',
      'Nothing.response → NothingFound.document',
    ],
  ),
  positions: {
    Question: [0, 120],
    Library: [320, 40],
    HasAnswer: [640, 120],
    Found: [960, 160],
    Answer: [1280, 0],
    Nothing: [1280, 200],
    NothingFound: [1600, 200],
  },
  savedInputs: [
    { id: 'known', name: 'In the documents', document: 'How long may a guest keep a key?' },
    { id: 'unknown', name: 'Not in the documents', document: 'What is the capital of the moon?' },
  ],
};
