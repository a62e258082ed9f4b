/** Word lists of the grounding and relevance scores, made for this project. */

/** Words that turn a statement round. */
export const NEGATING_WORDS = new Set(
  "not no never none nor neither cannot can't don't doesn't didn't won't isn't aren't wasn't weren't shouldn't wouldn't couldn't hasn't haven't without nobody nothing".split(
    ' ',
  ),
);

/** Pairs of which one contradicts the other when both are said of the same thing. */
export const OPPOSITES: readonly (readonly [string, string])[] = [
  ['increase', 'decrease'],
  ['rise', 'fall'],
  ['rose', 'fell'],
  ['grow', 'shrink'],
  ['grew', 'shrank'],
  ['open', 'close'],
  ['allow', 'prohibit'],
  ['allow', 'forbid'],
  ['allow', 'ban'],
  ['permit', 'forbid'],
  ['accept', 'reject'],
  ['approve', 'reject'],
  ['include', 'exclude'],
  ['free', 'paid'],
  ['mandatory', 'optional'],
  ['required', 'optional'],
  ['before', 'after'],
  ['above', 'below'],
  ['more', 'less'],
  ['more', 'fewer'],
  ['minimum', 'maximum'],
  ['least', 'most'],
  ['first', 'last'],
  ['north', 'south'],
  ['east', 'west'],
  ['success', 'failure'],
  ['succeed', 'fail'],
  ['win', 'lose'],
  ['won', 'lost'],
  ['true', 'false'],
  ['safe', 'dangerous'],
  ['legal', 'illegal'],
  ['enable', 'disable'],
  ['hot', 'cold'],
  ['warm', 'cold'],
  ['high', 'low'],
  ['higher', 'lower'],
  ['early', 'late'],
  ['always', 'never'],
  ['all', 'none'],
  ['male', 'female'],
  ['buy', 'sell'],
  ['left', 'right'],
  ['refundable', 'nonrefundable'],
  ['public', 'private'],
  ['up', 'down'],
  ['inside', 'outside'],
  ['day', 'night'],
];

/** Numbers that are written as words. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, number): [string, string] => [word, String(number)])
    .concat([
      ['thirty', '30'],
      ['forty', '40'],
      ['fifty', '50'],
      ['sixty', '60'],
      ['seventy', '70'],
      ['eighty', '80'],
      ['ninety', '90'],
      ['hundred', '100'],
      ['thousand', '1000'],
      ['dozen', '12'],
    ]),
);

/** What an answer to a question that begins so must hold. */
export const ANSWERS_TO: Readonly<Record<string, 'number' | 'name'>> = {
  when: 'number',
  many: 'number',
  much: 'number',
  old: 'number',
  who: 'name',
  whom: 'name',
  where: 'name',
};
