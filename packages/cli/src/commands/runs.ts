import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Looks at runs on record, and stops them. */
export const runs: Command = {
  name: 'runs',
  describe: 'list runs on record, show one, or stop one',
  arguments: [
    { flags: '[action]', describe: 'list (which is meant without one), show or stop' },
    { flags: '[run]', describe: 'the id of the run, for show and stop' },
  ],
  options: [
    { flags: '--flow <flow>', describe: 'list: only those of the flow, by id, ARN or name' },
    { flags: '--status <status>', describe: 'list: Running, Succeeded, Failed or Stopped' },
    { flags: '--limit <number>', describe: 'list: at most so many, 20 without it' },
    { flags: '--events', describe: 'show: everything that happened, one line per event' },
    { flags: '--json', describe: 'print JSON: the summaries, the run, or with --events an event per line' },
    ...connectionOptions,
  ],
  examples: [
    ['streambed runs', 'the newest runs'],
    ['streambed runs list --flow digest --status Failed', 'what failed'],
    ['streambed runs show 5d0c… --events', 'what happened in one'],
    ['streambed runs stop 5d0c…', 'end one that is under way'],
  ],
  exits: [
    [0, 'done'],
    [2, 'the command line, the flow or the run is wrong'],
    [3, 'the server cannot be reached, or refuses the credentials'],
  ],
  async run(options, action = 'list', runId) {
    const { listRuns, showRun, stopRun } = await import('./recorded-runs.ts');
    if (action === 'list') await listRuns(options, runId);
    else if (action !== 'show' && action !== 'stop')
      throw usageFailure(`There is no streambed runs ${action}; there are list, show and stop.`);
    else if (runId === undefined)
      throw usageFailure(
        `Name the run: streambed runs ${action} RUN. streambed runs shows those that are there.`,
      );
    else if (action === 'show') await showRun(options, runId);
    else await stopRun(options, runId);
    return exitCodes.ok;
  },
};
