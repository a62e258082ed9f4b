import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Tests a guardrail against a table of texts. */
export const guardrail: Command = {
  name: 'guardrail',
  describe: 'run a table of texts through a guardrail, and compare what it does with what is expected',
  arguments: [
    { flags: '<action>', describe: 'test' },
    { flags: '<file>', describe: 'the cases: YAML, JSON or CSV; - for standard input' },
  ],
  options: [
    {
      flags: '-g, --guardrail <id>',
      describe: 'id, ARN or name; without it the guardrail that the file brings with it',
    },
    { flags: '--version <version>', describe: 'a number, or DRAFT, which is meant without it' },
    { flags: '--json', describe: 'print the results as one JSON object' },
    ...connectionOptions,
  ],
  examples: [
    ['streambed guardrail test cases.csv --guardrail house-rules', 'each text against the draft'],
    ['streambed guardrail test cases.yaml -g gr1234567890 --version 2', 'against a version'],
    [
      'streambed guardrail test examples/guardrails/support.yaml',
      'against the guardrail in the file, made for the test and deleted',
    ],
  ],
  exits: [
    [0, 'every case came out as expected'],
    [1, 'at least one did not; it is marked ✗'],
    [2, 'the command line, the file or the guardrail is wrong'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, action, file) {
    if (action !== 'test')
      throw usageFailure(
        `There is no streambed guardrail ${action}; there is streambed guardrail test FILE.`,
      );
    const { readGuardrailCases } = await import('../definitions/index.ts');
    const table = readGuardrailCases(file!);
    const text = (name: string) => options[name] as string | undefined;
    if (text('version') !== undefined && text('guardrail') === undefined)
      throw usageFailure('--version is one of a guardrail: name it with --guardrail.');
    const { withBedrockClients } = await import('../client/index.ts');
    const { testGuardrail } = await import('./test-guardrail.ts');
    const { jsonText, openTerminal, renderCaseResults, scoreOf } = await import('../output/index.ts');
    const { guardrailId, version, results } = await withBedrockClients(options, (clients) =>
      testGuardrail(clients, table, { guardrail: text('guardrail'), version: text('version') }),
    );
    const terminal = openTerminal();
    const score = scoreOf(results);
    terminal.write(
      options.json
        ? `${jsonText({ file: table.file, guardrailId, version, ...score, results }, 2)}\n`
        : renderCaseResults(results, terminal.style),
    );
    return score.failed > 0 ? exitCodes.failed : exitCodes.ok;
  },
};
