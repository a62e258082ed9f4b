import { type FlowDefinition, parseDefinition } from '@streambed/flow/definition';
import { checkDefinition } from '@streambed/flow/validation';
import { type FlowFile, type FlowSource, unknownMembers } from '../definitions/index.ts';
import { exitCodes, Failure } from '../failure.ts';
import { type Finding, harmless } from '../output/index.ts';

/**
 * Everything to say about a flow of a file: first what keeps the service from reading it, or would be dropped, then, if
 * it can be read, what validation finds.
 */
export const findingsOf = (flow: FlowSource): readonly Finding[] => {
  const strange = [...flow.problems, ...unknownMembers('FlowDefinition', flow.definition)].map(
    (message): Finding => ({ severity: 'Warning', type: 'UnknownMember', message }),
  );
  const parsed = parseDefinition(flow.definition);
  if (parsed.ok) return [...checkDefinition(parsed.definition).validations, ...strange];
  const broken = parsed.violations.map(
    ({ path, rule }): Finding => ({
      severity: 'Error',
      type: 'Structure',
      message: `${path === '' ? 'the definition' : path}: ${rule}`,
    }),
  );
  return [...broken, ...strange];
};

/** The definition of a flow of a file, as the service would read it. Throws a Failure that says why it could not. */
export const definitionOf = (flow: FlowSource, file: string): FlowDefinition => {
  const parsed = parseDefinition(flow.definition);
  if (parsed.ok) return parsed.definition;
  const [first] = parsed.violations;
  const more = parsed.violations.length - 1;
  throw new Failure(
    `${file} is no definition: ${first?.path || 'it'}: ${first?.rule}${more > 0 ? `, and ${more} more` : ''}. streambed validate ${file} shows all.`,
    exitCodes.usage,
  );
};

/** Says on standard error what of a file does not reach the service, so that nothing is dropped silently. */
export const tellLeftOut = ({ file, flows, leftOut, unused }: FlowFile): void => {
  const lines = [
    ...flows.flatMap(({ problems, definition }) =>
      [...problems, ...unknownMembers('FlowDefinition', definition)].map((problem) => `dropped: ${problem}`),
    ),
    ...leftOut.map((what) => `left out: ${what}`),
    ...unused.map((name) => `--set ${name}: nothing in ${file} asks for it`),
  ];
  for (const line of lines) process.stderr.write(`${harmless(line)}\n`);
};
