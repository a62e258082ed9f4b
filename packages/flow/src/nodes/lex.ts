import type { Work, WorkResult } from '../ports/index.ts';
import { type NodeType, optional, required } from './node-type.ts';
import { unavailable } from './unavailable.ts';

/** Asks a Lex bot for the intent of an utterance. */
export const lex: NodeType = {
  type: 'Lex',
  configurationKey: 'lex',
  slots: () => ({
    inputs: [
      required('inputText', 'String'),
      optional('requestAttributes', 'Object'),
      optional('sessionAttributes', 'Object'),
    ],
    outputs: [required('predictedIntent', 'String')],
  }),
  missingConfiguration(node) {
    const configuration = node.configuration?.lex;
    if (!configuration?.botAliasArn) return 'names no bot; set botAliasArn to the alias of the bot.';
    if (!configuration.localeId) return 'names no locale; set localeId, for example to en_US.';
    return undefined;
  },
  lower: () => ({ kind: 'work' }),
};

export const askBot = (work: Work): Promise<WorkResult> =>
  unavailable(work, work.configuration.lex?.botAliasArn);
