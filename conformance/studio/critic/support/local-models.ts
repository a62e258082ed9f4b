import { setTimeout as sleep } from 'node:timers/promises';
import { openChatProvider } from '../../../support/chat-provider.ts';

/** A model on a server of one's own, as `local.NAME`. */
export interface LocalModel {
  /** What it answers, whatever it is asked. */
  readonly says: string;
  /** So long it thinks, in milliseconds. */
  readonly thinks?: number;
  /** US dollars per million tokens; each answer takes 11 tokens in and gives 7. */
  readonly price?: { readonly input: number; readonly output: number };
}

/** A model server with these models, and the configuration that leads to it. */
export const openLocalModels = async (models: Readonly<Record<string, LocalModel>>) => {
  const provider = await openChatProvider();
  for (const [name, { says, thinks = 0 }] of Object.entries(models))
    provider.on(name, async ({ say, chunk, end }, { stream }) => {
      if (thinks > 0) await sleep(thinks);
      if (stream !== true) return say({ content: says });
      await chunk({ content: says });
      await end();
    });
  const prices = Object.entries(models).flatMap(([name, { price }]) =>
    price ? [`    - { model: ${name}, input: ${price.input}, output: ${price.output} }`] : [],
  );
  return {
    files: {
      'streambed.yaml': [
        'models:',
        '  providers:',
        `    local: { type: openai-compatible, baseUrl: "${provider.url}" }`,
        '  mappings:',
        ...Object.keys(models).map(
          (name) => `    - { model: "local.${name}", provider: local, as: ${name} }`,
        ),
        ...(prices.length > 0 ? ['  prices:', ...prices] : []),
        '',
      ].join('\n'),
    },
    /** How often a model was asked so far. */
    asked: (name: string): number => provider.requests.filter(({ model }) => model === name).length,
    /** The texts that a model was sent, oldest first. */
    heard: (name: string): readonly string[] =>
      provider.requests
        .filter(({ model }) => model === name)
        .map(({ messages }) => JSON.stringify(messages.at(-1)?.content)),
    close: () => provider.close(),
  };
};
