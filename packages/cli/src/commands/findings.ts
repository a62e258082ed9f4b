import { type FlowDefinition, parseDefinition } from '@streambed/flow/definition';
import { checkDefinition } from '@streambed/flow/validation';
import { type FlowSource, unknownMembers } from '../definitions/index.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Finding } from '../output/index.ts';

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
