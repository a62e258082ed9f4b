import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute } from './attribute.ts';

const PASSAGES = [
  'The river rises in spring. Its water comes from the melting snow of the northern range.',
  'Farmers open the gates in May.\nThe gates were built in 1912 by the cooperative.',
];

test('a sentence that stands in a passage rests on it, whatever the space between its words', () => {
  expect(
    attribute(
      'Its water comes from the  melting snow of the northern range. The gates were built in 1912 by the cooperative. Nobody knows more about that.',
      PASSAGES,
    ),
  ).toEqual([
    { text: 'Its water comes from the  melting snow of the northern range.', sources: [0] },
    { text: ' The gates were built in 1912 by the cooperative.', sources: [1] },
    { text: ' Nobody knows more about that.', sources: [] },
  ]);
});

test('neighbours of one passage are one part; a short sentence proves nothing', () => {
  expect(
    attribute(
      'The river rises in spring. Its water comes from the melting snow of the northern range.',
      PASSAGES,
    ),
  ).toEqual([
    {
      text: 'The river rises in spring. Its water comes from the melting snow of the northern range.',
      sources: [0],
    },
  ]);
  expect(attribute('In May.', PASSAGES)).toEqual([{ text: 'In May.', sources: [] }]);
  expect(attribute('', PASSAGES)).toEqual([]);
});

test('parts tile the answer', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 200 }),
      fc.array(fc.string({ maxLength: 200 })),
      (answer, passages) => {
        expect(
          attribute(answer, passages)
            .map(({ text }) => text)
            .join(''),
        ).toBe(answer);
      },
    ),
  );
});
