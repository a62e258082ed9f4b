import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopicScorer, TOPIC_THRESHOLD } from './topic-scorer.ts';

const BEEKEEPING = {
  name: 'Beekeeping',
  definition: 'Keeping honeybees in hives and harvesting their honey.',
  examples: ['When should I harvest honey from my hives?', 'How do I treat varroa mites?'],
};
const VOLCANOES = { name: 'Volcanoes', definition: 'Eruptions, lava and magma of volcanoes.' };
const scorer = createTopicScorer([BEEKEEPING, VOLCANOES]);
const bees = (text: string): number => scorer.score(text)[0] ?? 0;

describe('a topic', () => {
  it.each([
    'When should I harvest honey from my hives?',
    'Tell me about harvesting honey.',
    'HARVESTED HONEY!!!',
    'My hives are full of mites.',
    'how to treet varoa mites',
    'Nice weather. And how do I treat mites in the hives of my honeybees? Thanks!',
  ])('is met by %j', (text) => {
    expect(bees(text)).toBeGreaterThanOrEqual(TOPIC_THRESHOLD);
  });

  it.each([
    '',
    '...',
    'The lava reached the village.',
    'Where should I keep my shoes?',
    'Should I treat my boss to lunch?',
    'How do I do this and when should I do it?',
  ])('is not met by %j', (text) => {
    expect(bees(text)).toBeLessThan(TOPIC_THRESHOLD);
  });

  it('is met by its own examples, most of all', () => {
    for (const example of BEEKEEPING.examples) expect(bees(example)).toBeGreaterThan(0.9);
  });

  it('weighs its examples more than its definition', () => {
    const asExample = createTopicScorer([
      { name: 'Topic', definition: 'Something', examples: ['Repair of violins'] },
    ]);
    const asDefinition = createTopicScorer([{ name: 'Topic', definition: 'Repair of violins' }]);
    const text = 'Who offers a repair of violins and cellos?';
    expect(asExample.score(text)[0]).toBeGreaterThan(asDefinition.score(text)[0] as number);
  });

  it('is met in meaning where words of its subject are well known', () => {
    const investments = createTopicScorer([
      { name: 'Investments', definition: 'Advice about stocks, bonds and funds.' },
    ]);
    expect(investments.score('Is bitcoin good for my retirement savings?')[0]).toBeGreaterThanOrEqual(
      TOPIC_THRESHOLD,
    );
  });

  it('does not hide behind other sentences', () => {
    const filler = 'The train to Basel leaves at nine. '.repeat(200);
    expect(bees(`${filler}When do I harvest honey? ${filler}`)).toBe(bees('When do I harvest honey?'));
  });
});

it('scores lie in [0, 1] for any topic and text', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ mode: 'sentences', maxCount: 4 }));
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: text, definition: text, examples: fc.array(text, { maxLength: 5 }) })),
      text,
      (topics, asked) => {
        const scores = createTopicScorer(topics).score(asked);
        expect(scores).toHaveLength(topics.length);
        for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
      },
    ),
  );
});
