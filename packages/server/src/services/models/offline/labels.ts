/**
 * Finds the labels that an instruction offers ("one of: billing, technical, other", `as "spam" or "ham"`, a list of
 * bullets after "Categories:"). Pattern matching, English only; an instruction that lists nothing yields nothing.
 */

/** A choice the prompt offers: `name` exactly as it stands there, `evidence` its description if it has one. */
export interface Label {
  readonly name: string;
  readonly evidence: string;
}

/** Beyond this an instruction is a document; labels are looked for in its beginning. */
const MAX_INSTRUCTION = 8_000;
const MAX_SENTENCE = 2_000;
/** A question's alternatives stand at its end. */
const MAX_ALTERNATIVES = 200;
const MAX_LABELS = 100;
const MAX_LABEL_LENGTH = 64;
const MAX_LABEL_WORDS = 6;

const NOUN =
  '(?:categor(?:y|ies)|labels?|classes|class|options?|choices|values?|topics?|intents?|sentiments?|departments?|types?|tags?|words?|answers?|levels?|ratings?|priorit(?:y|ies)|teams?|queues?)';
const CHOICE_VERB =
  '(?:classif\\w*|categori[sz]\\w*|label|sort|route|tag|assign|rate|determine|decide|identify|judge|choose|pick|select|detect|whether|sentiment)';
const REPLY_VERB = '(?:answer|reply|respond|return|output|say|print|choose|pick|select)';

interface Lead {
  /** Matches up to where the list begins. */
  readonly pattern: RegExp;
  /** Whether items joined by commas or "and" are a choice here; after a verb of replying only "or" makes one. */
  readonly any: boolean;
}

const LEADS: readonly Lead[] = [
  {
    pattern: new RegExp(
      `\\bone of\\b(?: the| these| those)?(?: following| possible| allowed)?(?: \\w+)??(?: ${NOUN}\\b)?(?:(?: are| is)?:| \\(|,)?\\s*`,
      'giu',
    ),
    any: true,
  },
  { pattern: new RegExp(`\\b${NOUN}(?: (?:are|is)\\b:?|:| \\(|(?= ["“\`'‘]))\\s*`, 'giu'), any: true },
  {
    pattern: new RegExp(
      `\\b${CHOICE_VERB}\\b[^.\\n]{0,160}?\\b(?:as|into|to|between|either|from(?: the following)?:)(?: either)?:?\\s+`,
      'giu',
    ),
    any: true,
  },
  {
    pattern: new RegExp(`\\b${CHOICE_VERB}\\b[^.\\n]{0,160}?(?:\\bis\\b|\\bare\\b|\\()\\s*(?:an? )?`, 'giu'),
    any: true,
  },
  {
    pattern: new RegExp(
      `\\b${REPLY_VERB}(?:\\s+(?:me|back|only|with|exactly|just|simply|either|the|single|one|word|label|of))*:?\\s+`,
      'giu',
    ),
    any: false,
  },
];

const BULLET = /^\s*(?:[-*•+]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(.+)$/iu;
const QUOTED =
  /"([^"\n]+)"|“([^”\n]+)”|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])|‘([^’\n]+)’/gu;
/** `in one or two sentences` offers no labels. */
const AMOUNT =
  /^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a few|at most|up to)\b|\b(?:sentences?|words|paragraphs?|lines?|bullets?|characters|tokens)$/iu;
/** What may follow the last item of a list inside a sentence. */
const AFTER_LIST =
  /\s(?:and|based|depending|for|in|if|with|from|that|by|according|given|when|then|only|as|to|please|without|because)\b/iu;

/** A sentence that lists labels without being an instruction: `Categories: billing, technical, other.` */
export const LISTS_LABELS = new RegExp(
  `^(?:the |possible |allowed |valid |available |following )*${NOUN}(?: are)?:`,
  'iu',
);

/** Whether the words ask for a choice; a list of bullets is one only then. */
export const asksForChoice = (text: string): boolean => ASKS.test(text.slice(0, MAX_INSTRUCTION));

const ASKS = new RegExp(`\\b(?:one of|${CHOICE_VERB}|${REPLY_VERB})\\b`, 'iu');
const LISTS = new RegExp(`\\b(?:one of|${NOUN}|${CHOICE_VERB})\\b[^\\n]*:\\s*$`, 'iu');

/** A list of bullets under a line such as `Categories:`; undefined when there is none. */
export function bulletLabels(text: string): Label[] | undefined {
  const lines = text.slice(0, MAX_INSTRUCTION).split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (!LISTS.test(lines[i] ?? '')) continue;
    const items = bulletsAfter(lines, i);
    const labels = distinct(items.map(describedLabel));
    if (labels) return labels;
  }
  return undefined;
}

function bulletsAfter(lines: readonly string[], lead: number): string[] {
  const items: string[] = [];
  for (let i = lead + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const item = BULLET.exec(line)?.[1];
    if (item !== undefined) items.push(item);
    else if (line.trim() !== '' || items.length > 0) break;
  }
  return items;
}

/** The label a line of a list of bullets stands for, if the line is one. */
export const labelOfBullet = (line: string): Label | undefined => {
  const item = BULLET.exec(line)?.[1];
  return item === undefined ? undefined : describedLabel(item);
};

/** `billing: invoices and refunds`, `**billing** - invoices`, `billing (invoices)`. */
function describedLabel(item: string): Label | undefined {
  const parts = /^(.{1,80}?)(?:\s*:\s+|\s+[-–—]\s+|\s+\((?=.*\)))(.*)$/u.exec(item);
  return label(parts?.[1] ?? item, parts?.[2] ?? '');
}

/** A list inside one sentence, and where in it the list ends; undefined when the sentence has none. */
export function inlineLabels(
  sentence: string,
): { readonly labels: readonly Label[]; readonly end: number } | undefined {
  const text = sentence.slice(0, MAX_SENTENCE);
  for (const { pattern, any } of LEADS) {
    for (const match of text.matchAll(pattern)) {
      const found = listAt(text, match.index + match[0].length, any);
      if (found) return found;
    }
  }
  const pair = ALTERNATIVE.exec(sentence.slice(-MAX_ALTERNATIVES));
  if (!pair) return undefined;
  const labels = distinct(splitList(pair[1] ?? '').map((item) => label(item, '')));
  return labels && { labels, end: sentence.length };
}

/** `Is the review positive or negative?` */
const ALTERNATIVE = /\b([\p{L}-]+(?:, [\p{L}-]+)*,? or [\p{L}-]+)\?$/u;

/** The list of at least two labels that begins at `start`, if one does. */
function listAt(text: string, start: number, any: boolean): { labels: Label[]; end: number } | undefined {
  const segment = /^[^.:;!?\n)\]]*/u.exec(text.slice(start, start + 1_000))?.[0] ?? '';
  const end = start + segment.length;
  if (QUOTE_FIRST.test(segment)) {
    const labels = distinct(
      [...segment.matchAll(QUOTED)].map((match) => label(match.slice(1).find(Boolean) ?? '', '')),
    );
    return labels && { labels, end };
  }
  if (!any && !/\bor\b/u.test(segment)) return undefined;
  const items = splitList(segment);
  if (items.some((item) => AMOUNT.test(item) || CLAUSE.test(item) || item.trim().split(/\s+/u).length > 3))
    return undefined;
  const labels = distinct(items.map((item) => label(item, '')));
  return labels && { labels, end };
}

/** What stands in a clause and not in a label. */
const CLAUSE = /\b(?:is|are|was|were|has|have|had|i|you|we|they|it|will|can|do|does|not)\b/iu;
const QUOTE_FIRST = /^["“`'‘]/u;

/** Items between commas, bars, slashes and the final "or" or "and"; the list ends with the item after that word. */
function splitList(segment: string): string[] {
  const bars = segment.split(/\s*[|/]\s*/u);
  if (bars.length > 1) return cutLast(bars);
  const items: string[] = [];
  for (const part of segment.split(/\s*,\s*/u)) {
    const [first = '', last] = part.split(/(?:^|\s+)(?:or|and)\s+/u, 2);
    if (first.trim() !== '') items.push(first);
    if (last !== undefined) {
      items.push(last);
      break;
    }
  }
  return cutLast(items);
}

function cutLast(items: string[]): string[] {
  const last = items.at(-1) ?? '';
  const end = last.search(AFTER_LIST);
  return end > 0 ? [...items.slice(0, -1), last.slice(0, end)] : items;
}

function label(raw: string, evidence: string): Label | undefined {
  const name = raw
    .trim()
    .replace(/^(?:\*\*|__|["'“‘`*_])+|(?:\*\*|__|["'”’`*_:,])+$/gu, '')
    .trim();
  const fits =
    name.length > 0 && name.length <= MAX_LABEL_LENGTH && name.split(/\s+/u).length <= MAX_LABEL_WORDS;
  return fits ? { name, evidence } : undefined;
}

/** Undefined unless every item is a label and at least two differ. */
function distinct(labels: readonly (Label | undefined)[]): Label[] | undefined {
  const byName = new Map<string, Label>();
  for (const item of labels) {
    if (!item) return undefined;
    if (!byName.has(item.name)) byName.set(item.name, item);
  }
  return byName.size >= 2 && byName.size <= MAX_LABELS ? [...byName.values()] : undefined;
}
