import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

const DEFAULT_TIMEOUT = 120;

/** Lists the models that can be called, and tries them. */
export const models: Command = {
  name: 'models',
  describe: 'list the models that can be called right now, or try them and take their times',
  arguments: [
    { flags: '[action]', describe: 'list, which is meant without it, or test' },
    { flags: '[ids...]', describe: 'the models to test; without any, all that answer with text' },
  ],
  options: [
    { flags: '--json', describe: 'list: one JSON array; test: one JSON object per model, one per line' },
    { flags: '--prompt <text>', describe: 'what models are asked in a test' },
    {
      flags: '--timeout <seconds>',
      describe: `how long a model may take in a test (default: ${DEFAULT_TIMEOUT})`,
    },
    ...connectionOptions,
  ],
  examples: [
    ['streambed models', 'id, name, maker and modalities of every model that is configured and answers'],
    ['streambed models test', 'ask each of them something small'],
    ['streambed models test llama3.2:3b anthropic.claude-3-haiku-20240307-v1:0', 'ask these two'],
  ],
  exits: [
    [0, 'listed; for a test, every model answered'],
    [1, 'at least one model did not answer'],
    [2, 'the command line is wrong'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, action = 'list', given) {
    // Commander hands in all that is left as one list.
    const ids = (given ?? []) as unknown as readonly string[];
    if (action !== 'list' && action !== 'test')
      throw usageFailure(
        `There is no streambed models ${action}; there are streambed models list and streambed models test [ID…].`,
      );
    if (action === 'list' && ids.length > 0)
      throw usageFailure('streambed models list takes no ids; streambed models test does.');
    const seconds = options.timeout === undefined ? DEFAULT_TIMEOUT : Number(options.timeout);
    if (!(seconds > 0 && seconds <= 86_400))
      throw usageFailure('--timeout must be a number of seconds above 0.');
    const { withBedrockClients } = await import('../client/index.ts');
    const { listModels, modelsToTest, testModels } = await import('./try-models.ts');
    const { jsonText, openTerminal, renderModels, renderTriedModels } = await import('../output/index.ts');
    const terminal = openTerminal();
    return await withBedrockClients(options, async (clients) => {
      if (action === 'list') {
        const listed = await listModels(clients);
        terminal.write(options.json ? `${jsonText(listed, 2)}\n` : renderModels(listed, terminal.style));
        return exitCodes.ok;
      }
      const asked = await modelsToTest(clients, ids);
      const lines = renderTriedModels(asked.ids, terminal.style);
      const how = { prompt: options.prompt as string | undefined, timeoutMs: seconds * 1_000 };
      const tried = [];
      if (!options.json) terminal.write(lines.head);
      for await (const one of testModels(clients, asked, how)) {
        tried.push(one);
        terminal.write(options.json ? `${jsonText(one)}\n` : lines.row(one));
      }
      if (!options.json) terminal.write(lines.summary(tried));
      return tried.some(({ error }) => error !== undefined) ? exitCodes.failed : exitCodes.ok;
    });
  },
};
