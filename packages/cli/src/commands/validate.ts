import type { Command } from '../command.ts';
import { exitCodes } from '../failure.ts';
import type { Finding } from '../output/index.ts';
import { setOption } from './shared-options.ts';

/** Says what PrepareFlow would find wrong with the flows of a file, without a server. */
export const validate: Command = {
  name: 'validate',
  describe: 'check a flow offline: everything that PrepareFlow would find wrong with it',
  arguments: [
    {
      flags: '<file>',
      describe: 'definition, CreateFlow request or CloudFormation template; - for standard input',
    },
  ],
  options: [setOption, { flags: '--json', describe: 'print the findings as one JSON array' }],
  examples: [
    ['streambed validate flow.json', 'one line per finding'],
    ['streambed validate template.yaml --set RoleArn=arn:aws:iam::…', 'a template with parameters'],
    ['streambed validate flow.json --json | jq', 'for programs'],
  ],
  exits: [
    [0, 'nothing wrong, or warnings only'],
    [1, 'there are errors'],
    [2, 'the file cannot be read as a flow'],
  ],
  async run(options, file) {
    const { parseSetValues, readFlowFile } = await import('../definitions/index.ts');
    const { counted, jsonText, openTerminal, renderFindings } = await import('../output/index.ts');
    const { findingsOf, tellLeftOut } = await import('./findings.ts');
    const terminal = openTerminal();
    const read = readFlowFile(file!, parseSetValues(options.set));
    const findings: (Finding & { readonly flow?: string })[] = [];
    for (const flow of read.flows) {
      // A template may hold several flows; then each finding says whose it is.
      const whose = read.flows.length > 1 && flow.logicalId ? { flow: flow.logicalId } : {};
      for (const finding of findingsOf(flow)) findings.push({ ...finding, ...whose });
    }
    const errors = findings.filter(({ severity }) => severity === 'Error').length;
    if (options.json) {
      terminal.write(
        `${jsonText(
          findings.map((finding) => ({ file: read.file, ...finding })),
          2,
        )}\n`,
      );
    } else {
      for (const { flow, ...finding } of findings)
        terminal.write(
          renderFindings([finding], flow ? `${read.file} (${flow})` : read.file, terminal.style),
        );
      const warnings = findings.length - errors;
      const found = [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')].filter(
        Boolean,
      );
      terminal.note(found.length > 0 ? found.join(', ') : `${read.file} has no errors`);
    }
    // What is dropped stands among the findings already.
    tellLeftOut({ ...read, flows: [] });
    return errors > 0 ? exitCodes.failed : exitCodes.ok;
  },
};
