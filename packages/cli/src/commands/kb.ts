import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

const ACTIONS = ['create', 'sync', 'search', 'ask', 'list', 'delete'] as const;

/** Makes knowledge bases, keeps them in step with their sources, searches and asks them. */
export const kb: Command = {
  name: 'kb',
  describe: 'make a knowledge base, fill it, search it, and ask it',
  arguments: [
    { flags: '<action>', describe: `${ACTIONS.slice(0, -1).join(', ')} or ${ACTIONS.at(-1)}` },
    { flags: '[kb]', describe: 'the knowledge base, by name or id' },
    { flags: '[what]', describe: 'create, sync: a source; search, ask: what is looked for' },
  ],
  options: [
    {
      flags: '--source <source>',
      describe: 'create: a folder, s3://bucket/prefix or https://page; repeatable',
      repeatable: true,
    },
    { flags: '--model <id>', describe: 'create: what makes the vectors; ask: what writes the answer' },
    {
      flags: '--chunk-tokens <number>',
      describe: 'create: passages of so many tokens, and no sentence kept whole',
    },
    { flags: '--results <number>', describe: 'search, ask: at most so many passages' },
    { flags: '--filter <json>', describe: 'search, ask: a filter as Retrieve has it' },
    { flags: '--semantic', describe: 'search, ask: by meaning alone, not by words as well' },
    { flags: '--session <id>', describe: 'ask: go on with a conversation; an answer names its own' },
    { flags: '-y, --yes', describe: 'delete, sync: without asking' },
    { flags: '--json', describe: 'print what the service answered, as JSON' },
    ...connectionOptions,
  ],
  examples: [
    ['streambed kb create handbook ./docs', 'a knowledge base of the files in a folder'],
    ['streambed kb create tickets s3://support/2026/', 'of the objects in a bucket'],
    ['streambed kb sync handbook', 'what is new, has changed or is gone'],
    ['streambed kb search handbook "parental leave"', 'the passages that fit best'],
    ['streambed kb ask handbook "How long is parental leave?"', 'an answer, and what it rests on'],
  ],
  exits: [
    [0, 'done'],
    [1, 'a document could not be taken in, or nothing was found'],
    [2, 'the command line, the knowledge base or a source is wrong'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, action, name, what) {
    if (!ACTIONS.some((known) => known === action))
      throw usageFailure(`There is no streambed kb ${action}; there are ${ACTIONS.join(', ')}.`);
    if (action === 'list') {
      if (name !== undefined) throw usageFailure(`streambed kb list takes no ${name}.`);
      await (await import('./kb/list.ts')).listKnowledgeBases(options);
      return exitCodes.ok;
    }
    if (name === undefined)
      throw usageFailure(
        `Name the knowledge base: streambed kb ${action} NAME. streambed kb list shows those that are there.`,
      );
    const wanted = (): string => {
      if (what !== undefined && what.trim() !== '') return what;
      throw usageFailure(`Say what: streambed kb ${action} ${name} "…".`);
    };
    const isFine = await asked(async () => {
      switch (action) {
        case 'create':
          return (await import('./kb/create.ts')).createKnowledgeBase(options, name, what);
        case 'sync':
          return (await import('./kb/sync.ts')).syncKnowledgeBase(options, name, what);
        case 'search':
          return (await import('./kb/search.ts')).searchKnowledgeBase(options, name, wanted());
        case 'ask':
          return (await import('./kb/ask.ts')).askKnowledgeBase(options, name, wanted());
        default:
          return (await import('./kb/delete.ts')).deleteKnowledgeBase(options, name);
      }
    });
    return isFine ? exitCodes.ok : exitCodes.failed;
  },
};

/** What the service finds wrong with a request came from the command line. */
const asked = async (ask: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await ask();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (!(cause instanceof Error) || cause.name !== 'ValidationException') throw error;
    throw usageFailure(cause.message.replace(CONSTRAINT, '$1: ').replace(PATTERN, 'this is none.'), {
      cause,
    });
  }
};

/** What stands before the name of the member that is wrong; and a pattern, which says nothing to a person. */
const CONSTRAINT =
  /^1 validation error detected: Value at '(?:[^']*\.)?([^'.]+)' failed to satisfy constraint: /;
const PATTERN = /Member must satisfy regular expression pattern: .*$/s;
