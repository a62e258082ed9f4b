/**
 * The phrases of one content filter by the confidence that one of them alone gives, one phrase a line, in the language
 * of phrase-book.ts. `!` before a phrase: it says what it says, whatever the text around it is about; only a negation
 * or a quotation that is talked about takes from it. `%group` stands for `@group` and for `@ethnic @folk`.
 */
export interface Lexicon {
  readonly high: string;
  readonly medium: string;
  readonly low: string;
}
