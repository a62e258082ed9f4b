/** What the library for names is asked: compromise, behind the two questions that are needed. */
export interface NameLibrary {
  /** What its lexicon knows of a word in lower case: `FirstName`, `City`, `PastTense`, …; empty when nothing. */
  tagsOf(word: string): readonly string[];
  /** Whether its tagger takes a word for a person, in the sentence that it stands in. */
  isPerson(sentence: string, word: string): boolean;
}

/** The part of compromise that is used. Its own types leave the model unsaid. */
interface Compromise {
  (text: string): { people(): { out(format: 'array'): string[] } };
  model(): { one: { lexicon: Record<string, string | string[]> } };
}

const NOTHING: readonly string[] = [];

/** Sentences whose answer is kept: documents repeat themselves, and the tagger is the slowest thing here. */
const REMEMBERED = 2_000;

let loading: Promise<NameLibrary> | undefined;

/** Loads compromise at the first call (some tenths of a second) and keeps it. */
export function loadNameLibrary(): Promise<NameLibrary> {
  loading ??= import('compromise').then(({ default: compromise }) => {
    const library = wrap(compromise as unknown as Compromise);
    // The first questions are slow, since they build what the tagger needs: better now than within a request.
    for (const sentence of ['I met Mark in May.', 'Grant said so.']) library.isPerson(sentence, 'Mark');
    return library;
  });
  return loading;
}

function wrap(compromise: Compromise): NameLibrary {
  const { lexicon } = compromise.model().one;
  // A map, so that `constructor` is a word like any other.
  const words = new Map<string, readonly string[]>();
  for (const [word, tags] of Object.entries(lexicon))
    words.set(word, typeof tags === 'string' ? [tags] : tags);
  const answers = new Map<string, readonly string[]>();
  return {
    tagsOf: (word) => words.get(word) ?? NOTHING,
    isPerson(sentence, word) {
      let people = answers.get(sentence);
      if (!people) {
        people = compromise(sentence).people().out('array');
        if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value as string);
        answers.set(sentence, people);
      }
      return people.some((person) => person.includes(word));
    },
  };
}
