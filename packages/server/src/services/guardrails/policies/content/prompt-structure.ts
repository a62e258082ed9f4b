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

/** The weight of the marks in a normalised text, in the same units as phrases. */
export function structureEvidence(normalized: string): number {
  if (!SIGN.test(normalized)) return 0;
  let sum = 0;
  for (const { pattern, weight } of MARKS) if (pattern.test(normalized)) sum += weight;
  return sum + (speaksInComment(normalized) ? COMMENT_WEIGHT : 0);
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
