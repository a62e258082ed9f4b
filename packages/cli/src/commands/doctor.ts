import { flagsOf, startOptions } from '@streambed/server/app';
import type { Command } from '../command.ts';
import { exitCodes } from '../failure.ts';

/** Looks at everything that a server needs on this machine, and says what to do where something is wrong. */
export const doctor: Command = {
  name: 'doctor',
  describe:
    'check what a server needs on this machine: versions, data folder, port, models, guardrails, functions, sandbox',
  options: [
    { flags: '--json', describe: 'print one JSON object per check, one per line' },
    ...startOptions.filter(({ flags }) => /^--(?:host|port|data|config) /.test(flags)),
  ],
  examples: [
    ['streambed doctor', 'one line per check'],
    ['streambed doctor --data /srv/streambed --config /etc/streambed.yaml', 'as the server would be started'],
  ],
  exits: [
    [0, 'nothing is broken; there may be warnings'],
    [1, 'something is broken'],
  ],
  async run(options) {
    const { diagnose } = await import('@streambed/server/app');
    const { counted, jsonText, openTerminal, renderCheck } = await import('../output/index.ts');
    const terminal = openTerminal();
    const counts = { ok: 0, warn: 0, fail: 0 };
    for await (const check of diagnose(process.env, flagsOf(options))) {
      counts[check.status]++;
      terminal.write(options.json ? `${jsonText(check)}\n` : renderCheck(check, terminal.style));
    }
    if (!options.json)
      terminal.note(
        counts.fail + counts.warn === 0
          ? 'All is well.'
          : `${counted(counts.fail, 'failure')}, ${counted(counts.warn, 'warning')}`,
      );
    return counts.fail > 0 ? exitCodes.failed : exitCodes.ok;
  },
};
