import type { RunFault } from '@streambed/model/streambed';
import type { FlowSnapshot, NodeId, NodeView } from '../../document/index.ts';
import type { Address, FieldAddress, Problem } from '../../editor/index.ts';
import { saidAt } from '../run-store/index.ts';
import { sayIteration } from './explain-fault.ts';

const CODE = 'configuration.inlineCode.code';
const MODEL = 'configuration.prompt.sourceConfiguration.inline.modelId';

/** Fields that an inspector knows by these names; anything else is a path of the wire below the node. */
const fieldOf = (fault: RunFault, node: NodeView | undefined): FieldAddress | undefined => {
  const { field, kind, line } = fault;
  if (field === undefined || field === '') {
    if (line !== undefined || node?.type === 'InlineCode') return CODE;
    if (node?.type === 'Prompt' && /^(dependencyFailed|throttling|resourceNotFound|badGateway)/.test(kind))
      return MODEL;
    return undefined;
  }
  if (/^(name|remark|(input|output|condition):)/.test(field) || field.startsWith('configuration.'))
    return field;
  // Faults may name an input, a condition or a variable of the prompt plainly.
  if (node?.inputs.some(({ name }) => name === field)) return `input:${field}.expression`;
  const conditions = node?.configuration.condition?.conditions ?? [];
  if (conditions.some(({ name }) => name === field)) return `condition:${field}.expression`;
  return field;
};

/** Where in the open flow a failure lies: node, field, iteration. */
export const addressOfFault = (
  fault: RunFault,
  snapshot: FlowSnapshot,
  idOf: (path: string) => NodeId | undefined,
): Address => {
  const id = fault.node === undefined ? undefined : idOf(fault.node);
  const node = id === undefined ? undefined : snapshot.nodes.get(id);
  const field = fieldOf(fault, node);
  return {
    ...(node && { node: node.id }),
    ...(node && field !== undefined && { field }),
    ...(fault.iteration && fault.iteration.length > 0 && { iteration: fault.iteration }),
  };
};

/** The failure as a problem of the group "last run". */
export const problemOfFault = (
  fault: RunFault,
  snapshot: FlowSnapshot,
  idOf: (path: string) => NodeId | undefined,
): Problem => {
  const address = addressOfFault(fault, snapshot, idOf);
  const iteration = fault.iteration ?? [];
  const place = iteration.length > 0 ? ` (${sayIteration(iteration)})` : '';
  const isSaid = fault.line === undefined || new RegExp(`\\bline ${fault.line}\\b`).test(fault.message);
  const line = isSaid ? '' : ` (line ${fault.line})`;
  return {
    key: `lastRun ${fault.node ?? ''} ${fault.kind} ${place}`,
    severity: 'Error',
    message: `${saidAt(fault.nodeName, fault.message)}${line}${place}`,
    address,
    source: 'lastRun',
  };
};
