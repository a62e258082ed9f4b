import type { Lexicon } from './lexicon.ts';

/**
 * INSULTS: demeaning, humiliating, mocking or bullying language. Phrases of our own. Words that insult whoever they are
 * said to stand in the two lists below; how much they count depends on the person beside them (evidence.ts).
 */
export const INSULTS: Lexicon = {
  high: `
    !piece|pile|sack of shit|garbage|crap|trash
    !fuck|screw you|u|off|yourself
    !waste of space|oxygen|skin|air
    !you|u _ should never _ born
    !nobody|noone|everyone|everybody _ hates|loves|likes|despises you
    !go to hell
    !shut _ the? fuck up
    !kiss|suck|lick my ass|dick|balls
    !you _3 make|makes me sick|vomit|puke
    !you|u are|r|is _ joke|disgrace|failure|embarrassment|nothing|disgusting|pathetic
    !son of a bitch
  `,
  medium: `
    shut up
    shut _ mouth|trap
    you're|youre|ur _ a joke|disgrace|failure|embarrassment|disgusting|nothing|hopeless
    your _ brain _ size|empty|missing|broken
    no one _ likes|wants|asked you
    nobody|noone likes|wants|asked you
    get lost you
    you suck
    you _ not _ smart|brain|clue enough
    look|smell like _ pig|trash|shit|garbage|whale
    how _ stupid|dumb|dense can|are|could you
    are you _ stupid|dumb|blind|retarded|braindead|deaf
    drop dead
    you _ too|so|that|this stupid|dumb|fat|ugly|dense|slow|thick
    grow _ brain|pair
    your mother|mom|mum _ whore|fat|ugly|slut
  `,
  low: `
    you _ no idea _ talking
    laughing|laugh stock
    what _ wrong with you
    crybaby
  `,
};

/** Said of a person these are an insult in nearly any sentence. */
export const STRONG_INSULT_WORDS =
  'idiot moron imbecile asshole bastard bitch dumbass dipshit shithead scumbag douchebag cunt whore slut motherfucker fucker ' +
  'jackass dickhead prick wanker twat arsehole loser halfwit dimwit nitwit cretin fuckwit shitbag asswipe lowlife degenerate ' +
  'dumbfuck numbskull simpleton imbecilic ignoramus dunce';

/** Insulting when said to or of a person, ordinary when said of a thing. */
export const MILD_INSULT_WORDS =
  'stupid dumb pathetic worthless useless ugly fat disgusting clown fool foolish ignorant scum trash garbage crap incompetent brainless ' +
  'clueless lame jerk creep coward pig rat snake freak weirdo idiotic moronic laughable spineless shit ass cow';
