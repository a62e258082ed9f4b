/** What belongs to the character before it: marks, variation selectors, joiners, shades of emoji. */
const JOINED = /^[\p{M}\u200D]|^\p{Emoji_Modifier}/u;
const JOINER = 0x200d;

/** UTF-16 units of what is kept together; families of emoji have about 20. */
const LONGEST_CHARACTER = 24;

/** The place itself, or the one before the character that it lies in. Never inside of a surrogate pair. */
export const betweenCharacters = (text: string, place: number): number => {
  if (place >= text.length) return place;
  for (let at = place; at > 0 && at > place - LONGEST_CHARACTER; at--)
    if (!splitsPair(text, at) && !joins(text, at)) return at;
  return splitsPair(text, place) ? place - 1 : place;
};

/** The place behind the code point that begins there. */
export const afterCodePoint = (text: string, place: number): number =>
  splitsPair(text, place + 1) ? place + 2 : place + 1;

const joins = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  if (unit < 0x300) return false;
  return text.charCodeAt(at - 1) === JOINER || JOINED.test(String.fromCodePoint(text.codePointAt(at)!));
};

const splitsPair = (text: string, at: number): boolean => {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
};

/** As String.prototype.trim sees it. */
export const isSpace = (unit: number): boolean =>
  unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0xa0 && SPACE.test(String.fromCharCode(unit)));

const SPACE = /\s/;
