import type { GuardrailCase } from './case.ts';
import { piiCases } from './pii-case.ts';

/**
 * Cases that forms and lists get wrong, kept so that precision and recall say what they are. What stands here is what the
 * definition asks for; a case that is answered rightly one day moves to its table.
 */
export const HARD_CASES: readonly GuardrailCase[] = [
  ...piiCases('Guide: NAME, beyond lists of names', [
    [
      'a name that no list has, in the middle of a sentence',
      'We talked to Xochitl Quetzal about it.',
      ['NAME', 'Xochitl Quetzal'],
    ],
    ['a name in lower case', 'tell mary that i am late', ['NAME', 'mary']],
    ['a town that is a given name', 'Austin is hot in summer, and Charlotte is a town.'],
    ['a family name alone', 'The goal was shot by Oliveira.', ['NAME', 'Oliveira']],
    ['a name in another script', 'Позвоните Мария Иванова завтра.', ['NAME', 'Мария Иванова']],
    ['a character of a book', 'We read Oliver Twist at school.'],
  ]),
  ...piiCases('Guide: AGE, ADDRESS, PHONE, PASSWORD and cards in words', [
    ['an age without unit', "I'm 34 and new here.", ['AGE', '34']],
    ['an age of a thing that is not known as one', 'The pump is 12 years old.'],
    [
      'a phone number in words',
      'Call five five five, zero one four three.',
      ['PHONE', 'five five five, zero one four three'],
    ],
    [
      'an address in words',
      'I live on Main Street, the third house on the left.',
      ['ADDRESS', 'Main Street'],
    ],
    ['a password that is a word', 'The password is opensesame.', ['PASSWORD', 'opensesame']],
    [
      'a card number over two lines with words',
      'It begins with 4111 1111 and goes on with 1111 1111.',
      ['CREDIT_DEBIT_CARD_NUMBER', '4111 1111 and goes on with 1111 1111'],
    ],
  ]),
];
