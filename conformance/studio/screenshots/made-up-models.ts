import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatProvider, openChatProvider, type Talker } from '../../support/chat-provider.ts';

/** What the made-up models answer, by a word of what they are asked; the first that occurs decides. */
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/one of the categories[\s\S]*<message>[\s\S]*(fee|invoice|refund)/i, 'billing'],
  [/one of the categories/i, 'other'],
  [
    /accounts department/i,
    'You paid the yearly fee for March twice, on the 3rd and on the 5th; we refund the second payment today.',
  ],
  [/technicians/i, 'The login page answers with an error since the last update of the app.'],
  [/sales/i, 'The customer would like an offer for twelve seats from May on.'],
  [/sentiment[\s\S]*<review>[\s\S]*(terrible|bad|broken|cold|noisy)/i, 'negative'],
  [/sentiment/i, 'positive'],
  [/gist/i, 'The guest slept well, liked the staff and would come again.'],
  [
    /shorten/i,
    'The ferry does not run on Monday and Tuesday while its cable is changed. The bridge at the mill stays open.',
  ],
  [
    /summar/i,
    'The council replaces the footbridge over the weir in spring. Walkers cross at the lock until May, and the path along the mill stream stays open.',
  ],
  [/translate/i, 'La ville remplace la passerelle au printemps ; le chemin du moulin reste ouvert.'],
  [/title/i, 'A new footbridge for the weir'],
];

const answerTo = (text: string): string =>
  ANSWERS.find(([pattern]) => pattern.test(text))?.[1] ?? 'It is done by Friday, and costs nothing.';

/** Texts with this in them are refused, as a provider does that is asked too often. */
export const REFUSED = 'lost its last page';

const talker =
  (pause: number): Talker =>
  async (talk, request) => {
    const text = String(request.messages.at(-1)?.content);
    if (text.includes(REFUSED))
      return talk.refuse(429, 'rate_limit_exceeded', 'Rate limit reached: 60 requests per minute.');
    const answer = answerTo(text);
    await sleep(pause);
    if (!request.stream) return talk.say({ content: answer });
    for (const piece of answer.match(/\s*\S+/g) ?? []) await talk.chunk({ content: piece });
    await talk.end();
  };

/** Says the first half of its answer and then thinks, until whoever asked goes away. */
const slow: Talker = async (talk, request) => {
  const answer = answerTo(String(request.messages.at(-1)?.content));
  if (!request.stream) {
    await talk.closed;
    return;
  }
  for (const piece of answer.slice(0, answer.length * 0.6).match(/\s*\S+/g) ?? [])
    await talk.chunk({ content: piece });
  await talk.closed;
};

/** The model ids that scenes use, and what they are like. */
export const MODELS = {
  usual: 'anthropic.claude-3-5-haiku-20241022-v1:0',
  slow: 'amazon.nova-pro-v1:0',
} as const;

/** Lines for the server's configuration file: two providers, a price, nothing asked twice. */
export const modelConfiguration = (url: string): string => `models:
  retries: { attempts: 1 }
  providers:
    workshop: { type: openai-compatible, baseUrl: "${url}" }
    attic: { type: openai-compatible, baseUrl: "${url}" }
  mappings:
    - { model: "anthropic.claude-3-5-haiku-20241022-v1:0", provider: workshop, as: qwen3-32b }
    - { model: "anthropic.claude-sonnet-4-20250514-v1:0", provider: workshop, as: qwen3-32b }
    - { model: "anthropic.*", provider: workshop, as: qwen3-32b }
    - { model: "amazon.nova-lite-v1:0", provider: workshop, as: qwen3-14b }
    - { model: "amazon.nova-pro-v1:0", provider: attic, as: qwen3-slow }
    - { model: "amazon.*", provider: workshop, as: qwen3-14b }
  prices:
    - { model: "qwen3-32b", input: 3, output: 15 }
    - { model: "qwen3-14b", input: 1, output: 5 }
`;

export const openMadeUpModels = async (): Promise<ChatProvider> => {
  const provider = await openChatProvider({ listsModels: true });
  provider.on('qwen3-32b', talker(20));
  provider.on('qwen3-14b', talker(5));
  provider.on('qwen3-slow', slow);
  return provider;
};
