import { bareModelId } from '../model-ids.ts';

/** What can be told of a model by its name alone. The one place for such guesses; a provider's own list wins. */
export interface KnownModel {
  readonly name: string;
  /** Undefined when the name does not tell. */
  readonly vendor: string | undefined;
  readonly embeds: boolean;
  readonly seesImages: boolean;
}

/** Beginnings of Bedrock ids → the maker as Bedrock's own list names it. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ai21: 'AI21 Labs',
    amazon: 'Amazon',
    anthropic: 'Anthropic',
    cohere: 'Cohere',
    deepseek: 'DeepSeek',
    google: 'Google',
    meta: 'Meta',
    microsoft: 'Microsoft',
    mistral: 'Mistral AI',
    nvidia: 'NVIDIA',
    openai: 'OpenAI',
    qwen: 'Qwen',
    streambed: 'Streambed',
  }),
);

/** Words in names elsewhere → the maker; the first that occurs counts. */
const WORDS: readonly (readonly [string, string])[] = [
  ['claude', 'Anthropic'],
  ['gpt-oss', 'OpenAI'],
  ['gpt', 'OpenAI'],
  ['text-embedding-3', 'OpenAI'],
  ['gemini', 'Google'],
  ['gemma', 'Google'],
  ['llama', 'Meta'],
  ['mixtral', 'Mistral AI'],
  ['mistral', 'Mistral AI'],
  ['qwen', 'Qwen'],
  ['deepseek', 'DeepSeek'],
  ['phi', 'Microsoft'],
  ['command-r', 'Cohere'],
  ['nemotron', 'NVIDIA'],
  ['nomic', 'Nomic'],
  ['granite', 'IBM'],
  ['nova', 'Amazon'],
  ['titan', 'Amazon'],
];

/** Words in the names of models that make vectors. */
const EMBEDDING = ['embed', 'bge-', 'minilm', 'e5-', 'gte-'];

/** Beginnings of names of models that read images. */
const SEES = [
  'claude-3',
  'claude-opus',
  'claude-sonnet',
  'claude-haiku',
  'gpt-4o',
  'gpt-4.1',
  'gpt-4-turbo',
  'gpt-5',
  'o1',
  'o3',
  'o4',
  'gemini',
  'gemma-3',
  'gemma3',
  'nova-lite',
  'nova-pro',
  'nova-premier',
  'llama3-2-11b',
  'llama3-2-90b',
  'llama4',
  'llama3.2-vision',
  'pixtral',
  'llava',
  'qwen2.5vl',
  'qwen3-vl',
];

/** …and the exceptions among them. */
const BLIND = ['claude-3-5-haiku', 'o1-mini', 'o3-mini', 'gemma-3-1b', 'gemma3:1b'];

export function knownModel(modelId: string): KnownModel {
  const bare = bareModelId(modelId);
  const dot = bare.indexOf('.');
  const prefix = PREFIXES.get(bare.slice(0, Math.max(dot, 0)));
  const own = (prefix === undefined ? bare : bare.slice(dot + 1)).toLowerCase();
  // Names of gateways and hubs: `meta-llama/llama-3.3-70b`.
  const last = own.slice(own.lastIndexOf('/') + 1);
  const begins = (beginning: string): boolean => last.startsWith(beginning);
  const embeds = EMBEDDING.some((word) => last.includes(word));
  return {
    name: readable(bare, own),
    vendor: prefix ?? WORDS.find(([word]) => last.includes(word))?.[1],
    embeds,
    seesImages: !embeds && SEES.some(begins) && !BLIND.some(begins),
  };
}

/** `claude-3-haiku-20240307-v1:0` as `Claude 3 Haiku`; anything that looks like no such name stays as it is. */
function readable(id: string, own: string): string {
  const family = /^(claude|nova|titan|gemini|gpt)-/u.exec(own)?.[1];
  if (family === undefined) return id;
  const words = own
    .replace(/-v\d+(?::\d+)?(?::\w+)?$/u, '')
    .replace(/-\d{8}$|-\d{4}-\d{2}-\d{2}$/u, '')
    .split('-');
  const joined = joinVersions(words).map((word) =>
    word === 'gpt' ? 'GPT' : word.charAt(0).toUpperCase() + word.slice(1),
  );
  return joined.join(' ').replace(/^GPT /u, 'GPT-');
}

/** `3`, `5` as `3.5`. */
function joinVersions(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (/^\d{1,2}$/u.test(word) && before !== undefined && /^\d{1,2}$/u.test(before))
      joined[joined.length - 1] = `${before}.${word}`;
    else joined.push(word);
  }
  return joined;
}

/** Names in the lists of providers that answer neither messages nor with vectors. */
const OTHER_KINDS =
  /(?:whisper|tts|dall-e|image|audio|realtime|transcribe|moderation|sora|davinci|babbage|imagen|veo|aqa|computer-use)/u;

/** Whether a listed model can be asked for messages or vectors, as far as its name tells. */
export const answersTexts = (name: string): boolean => !OTHER_KINDS.test(name.toLowerCase());
