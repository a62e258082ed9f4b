import { atOnce, type Steps } from '../../../turns.ts';

/**
 * Marks with which prompts of models are written, which have no business in what a user writes: someone who sends them
 * wants to speak as the system. Each pattern is linear. They look at normalised text.
 */
const MARKS: readonly { readonly pattern: RegExp; readonly weight: number }[] = [
  // Templates of models: <|im_start|>system, [INST], <<SYS>>, <start_of_turn>.
  {
    pattern: /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>/,
    weight: 4,
  },
  { pattern: /<<\/?sys>>|\[\/?inst\]|<start_of_turn>|<end_of_turn>/, weight: 4 },
  // Headings and tags that play the system: </system>, <system_prompt>, [system], ### system.
  {
    pattern: /<\/?(?:system|system_prompt|system-prompt|system_message|admin|developer_message)>/,
    weight: 2.5,
  },
  { pattern: /\[(?:system|system message|system prompt|admin|developer)\]/, weight: 2 },
  {
    pattern: /^#{1,6}[ \t]?(?:system|system prompt|new instructions?|instruction override)\b[ \t:]*$/m,
    weight: 2,
  },
  { pattern: /^[ \t]{0,8}(?:system|developer)[ \t]?:/m, weight: 1.2 },
  {
    pattern: /---[ \t]?(?:end|begin|start) (?:of )?(?:system|prompt|instructions?|user input|context)/,
    weight: 2,
  },
  { pattern: /\n\n(?:human|assistant):/, weight: 2 },
  { pattern: /"role"[ \t]?:[ \t]?"system"/, weight: 1.2 },
  // Text that people do not see and models read; comments are read below.
  {
    pattern:
      /(?:display:[ \t]?none|font-size:[ \t]?0|color:[ \t]?white|visibility:[ \t]?hidden)[^<]{0,80}>[^<]{0,200}\b(?:ignore|instructions?|assistant|ai)\b/,
    weight: 2,
  },
  // Images and links that carry what the model knows to someone else.
  { pattern: /!\[[^\]]{0,80}\]\(https?:\/\/[^)\s]{1,200}(?:=|\/)[[{<](?:[^)\s]{0,80})/, weight: 2 },
];

/** Signs that could begin one of the marks; texts without any are not searched. */
const SIGN = /[<[{#]|^[ \t]{0,8}(?:system|developer)[ \t]?:|"role"|---|\n\n(?:human|assistant):/m;

/** What was seen of marks in the pieces of a text: each counts once. */
export class StructureEvidence {
  private readonly seen = new Set<number>();
  private speaksInComment = false;

  /** Looks at a piece of a normalised text. */
  *read(normalized: string): Steps<void> {
    if (!SIGN.test(normalized)) return;
    for (const [index, { pattern }] of MARKS.entries()) {
      if (!this.seen.has(index) && pattern.test(normalized)) this.seen.add(index);
      yield;
    }
    this.speaksInComment ||= speaksInComment(normalized);
    yield;
  }

  /** In the same units as phrases. */
  get weight(): number {
    const marks = [...this.seen].reduce((sum, index) => sum + (MARKS[index]?.weight ?? 0), 0);
    return marks + (this.speaksInComment ? COMMENT_WEIGHT : 0);
  }
}

/** The weight of the marks in a short normalised text. */
export function structureEvidence(normalized: string): number {
  const evidence = new StructureEvidence();
  atOnce(evidence.read(normalized));
  return evidence.weight;
}

const COMMENT_WEIGHT = 2;
const SPOKEN_TO = /\b(?:instructions?|assistant|ai|llm|chatbot)\b|\bignore (?:the|all|any|your|previous)\b/;

/** Whether a comment of HTML speaks to a model. Each comment is read once. */
function speaksInComment(text: string): boolean {
  for (let start = text.indexOf('<!--'); start >= 0; ) {
    const end = text.indexOf('-->', start);
    if (end < 0) return false;
    if (SPOKEN_TO.test(text.slice(start + 4, end))) return true;
    start = text.indexOf('<!--', end);
  }
  return false;
}
