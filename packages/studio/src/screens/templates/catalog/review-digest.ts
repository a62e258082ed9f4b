import type { Template } from '../template.ts';
import { code, collector, definition, input, iterator, output, prompt } from './build.ts';

export const reviewDigest: Template = {
  id: 'review-digest',
  title: 'Review digest',
  flowName: 'Review-digest',
  summary: 'Reads reviews one by one, its mood and its gist at the same time, and counts them at the end.',
  teaches: ['Iterator and Collector', 'Looking at one iteration of many', 'Counting in code'],
  minutes: 5,
  needs: [],
  definition: definition(
    [
      input('Reviews', 'Array'),
      iterator('EachReview', 'array: Array', 'String'),
      prompt(
        'Mood',
        ['review: String'],
        'Is the sentiment of this review positive, negative or mixed? Answer with one word only.\n\n<review>\n{{review}}\n</review>',
        { temperature: 0, maxTokens: 5 },
      ),
      prompt(
        'Gist',
        ['review: String'],
        'Give the gist of this review in one sentence.\n\n<review>\n{{review}}\n</review>',
        {
          temperature: 0.2,
          maxTokens: 200,
        },
      ),
      code(
        'Card',
        ['mood: String', 'gist: String'],
        'Object',
        '{"mood": mood.strip().lower(), "gist": gist.strip()}',
      ),
      collector('AllCards', 'Object'),
      code(
        'Tally',
        ['cards: Array'],
        'Object',
        'from collections import Counter\n\nmoods = Counter(card["mood"] for card in cards)\n{"reviews": len(cards), "moods": dict(moods), "cards": cards}',
      ),
      output('Digest', 'document: Object'),
    ],
    [
      'Reviews.document → EachReview.array',
      'EachReview.arrayItem → Mood.review',
      'EachReview.arrayItem → Gist.review',
      'Mood.modelCompletion → Card.mood',
      'Gist.modelCompletion → Card.gist',
      'Card.response → AllCards.arrayItem',
      'EachReview.arraySize → AllCards.arraySize',
      'AllCards.collectedArray → Tally.cards',
      'Tally.response → Digest.document',
    ],
  ),
  positions: {
    Reviews: [0, 120],
    EachReview: [320, 120],
    Mood: [640, -20],
    Gist: [640, 220],
    Card: [960, 80],
    AllCards: [1280, 120],
    Tally: [1600, 120],
    Digest: [1920, 120],
  },
  savedInputs: [
    {
      id: 'guest-house',
      name: 'Guest house',
      document: [
        'The room was wonderful and the staff were friendly and helpful. We slept well with the window open to the river.',
        'Terrible night. The heating was broken and nobody at the desk could help. We asked for a refund.',
        'A perfect stop for cyclists. There is a dry shed for the bicycles. We loved the garden and would recommend it.',
      ],
    },
    {
      id: 'bakery',
      name: 'Bakery',
      document: [
        'Excellent rye bread, still warm at ten. The queue is fast and everybody is friendly.',
        'The cake was bad and the waiter was rude.',
      ],
    },
  ],
};
