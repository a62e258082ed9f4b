/**
 * The place of a field in words for people: "Prompt text", "Input genre, expression", "Condition urgent". Members that
 * have no entry here are called by their own names, spelled as words.
 */
export const labelOf = (segments: readonly (string | number)[]): string => {
  const words: string[] = [];
  let rest = segments;
  // Items that people named come first, by what they are.
  const [first, second] = rest;
  if ((first === 'inputs' || first === 'outputs') && second !== undefined) {
    words.push(`${first === 'inputs' ? 'Input' : 'Output'} ${String(second)}`);
    rest = rest.slice(2);
  } else if (rest.length > 3 && rest[1] === 'condition' && rest[2] === 'conditions') {
    words.push(`Condition ${String(rest[3])}`);
    rest = rest.slice(4);
  }
  for (const [index, segment] of rest.entries()) {
    if (typeof segment === 'number') {
      const last = words.pop();
      words.push(last === undefined ? String(segment + 1) : `${singular(last)} ${segment + 1}`);
      continue;
    }
    // Of templates and parameters, `text` is the kind; of a template the last one is the text itself.
    if (segment === 'text' && index < rest.length - 1) continue;
    const isPrompt = segment === 'text' && segments.at(-2) === 'text';
    const word = isPrompt
      ? 'Prompt text'
      : Object.hasOwn(wordOf, segment)
        ? wordOf[segment]!
        : spelled(segment);
    if (word !== '') words.push(word);
  }
  if (words.length === 0) return spelled(String(segments.at(-1) ?? 'definition'));
  const [head, ...tail] = words;
  return [capital(head!), ...tail.map(lower)].join(', ');
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** Words of ours begin small within a phrase; names, which may begin with a capital too, are not ours to change. */
const lower = (text: string): string =>
  /^[A-Z][a-z ]*( \d+)?$/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
const singular = (text: string): string => text.replace(/s$/, '');

/** `additionalModelRequestFields` → `Additional model request fields`; what is no such name stays as it is. */
const spelled = (name: string): string =>
  /^[a-z]+(?:[A-Z][a-z]*)+$/.test(name)
    ? capital(name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`))
    : name;

/** Members that only hold others are silent; the rest in the words of the forms. */
const wordOf: { readonly [member: string]: string } = {
  configuration: '',
  sourceConfiguration: '',
  inline: '',
  resource: '',
  templateConfiguration: '',
  inferenceConfiguration: '',
  serviceConfiguration: '',
  prompt: '',
  chat: '',
  input: '',
  output: '',
  condition: '',
  iterator: '',
  collector: '',
  loopInput: '',
  loopController: '',
  knowledgeBase: '',
  lambdaFunction: '',
  lex: '',
  agent: '',
  inlineCode: '',
  retrieval: '',
  storage: '',
  s3: '',
  data: '',
  conditional: '',
  name: 'Name',
  type: 'Type',
  text: 'Text',
  code: 'Code',
  language: 'Language',
  expression: 'Expression',
  category: 'Category',
  source: 'From node',
  target: 'To node',
  sourceOutput: 'From output',
  targetInput: 'To input',
  modelId: 'Model',
  templateType: 'Template kind',
  temperature: 'Temperature',
  topP: 'Top P',
  maxTokens: 'Max tokens',
  stopSequences: 'Stop sequences',
  inputVariables: 'Variables',
  promptArn: 'Prompt',
  messages: 'Messages',
  system: 'System',
  content: 'Content',
  toolConfiguration: 'Tools',
  cachePoint: 'Cache point',
  additionalModelRequestFields: 'Additional fields',
  guardrailConfiguration: 'Guardrail',
  guardrailIdentifier: 'Id',
  guardrailVersion: 'Version',
  knowledgeBaseId: 'Knowledge base',
  numberOfResults: 'Results',
  rerankingConfiguration: 'Reranking',
  promptTemplate: 'Prompt template',
  textPromptTemplate: 'Text',
  orchestrationConfiguration: 'Orchestration',
  agentAliasArn: 'Agent alias',
  lambdaArn: 'Function',
  botAliasArn: 'Bot alias',
  localeId: 'Locale',
  bucketName: 'Bucket',
  conditions: 'Conditions',
  continueCondition: 'Continue while',
  maxIterations: 'Max iterations',
  loop: 'Loop',
  definition: 'Body',
  inputs: 'Inputs',
  outputs: 'Outputs',
};
