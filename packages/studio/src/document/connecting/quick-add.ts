import type { FlowNodeIODataType, FlowNodeType } from '@streambed/model/bedrock-agent';
import { quickAddMessages as words } from '../../messages/document.ts';
import type { BranchPlace, OutputPlace } from '../flow-edit.ts';
import { FLOW_SCOPE, type FlowSnapshot, type ScopeId } from '../flow-snapshot.ts';
import { newNode } from '../node-defaults.ts';

/** A node type in the quick add list; `reason` says why it cannot be added here. */
export interface QuickAddItem {
  readonly type: FlowNodeType;
  readonly reason?: string;
}

/** In the order in which people reach for them. */
const TYPES: readonly FlowNodeType[] = [
  'Prompt',
  'Condition',
  'InlineCode',
  'Iterator',
  'Collector',
  'Loop',
  'KnowledgeBase',
  'Agent',
  'LambdaFunction',
  'Retrieval',
  'Storage',
  'Output',
  'Input',
  'Lex',
  'LoopInput',
  'LoopController',
];

const SINGLE = new Set<FlowNodeType>(['Input', 'LoopInput', 'LoopController']);
const ONLY_IN_LOOPS = new Set<FlowNodeType>(['LoopInput', 'LoopController']);
const NOT_IN_LOOPS = new Set<FlowNodeType>(['Input', 'Condition', 'Iterator', 'Collector']);

/** Whether a new node of the type could take a value of that type, as it is or by one of its members. */
const takes = (type: FlowNodeType, given: FlowNodeIODataType | undefined): boolean => {
  const { inputs = [] } = newNode(type, 'New_1');
  if (inputs.length === 0) return false;
  if (given === undefined || given === 'Object' || given === 'Array') return true;
  return (
    inputs.some((input) => input.type === given) ||
    [
      'Prompt',
      'Condition',
      'InlineCode',
      'LambdaFunction',
      'Output',
      'Loop',
      'Storage',
      'Collector',
    ].includes(type)
  );
};

/** Every node type, those that cannot stand in the scope, or cannot take what comes from `from`, with the reason. */
export const quickAddFits = (
  snapshot: FlowSnapshot,
  from?: OutputPlace | BranchPlace,
  scope: ScopeId = FLOW_SCOPE,
): readonly QuickAddItem[] => {
  const present = new Set(
    (snapshot.scopes.get(scope)?.nodes ?? []).map((id) => snapshot.nodes.get(id)?.type),
  );
  const output = from && 'output' in from ? from.output : undefined;
  const given = from && snapshot.nodes.get(from.node)?.outputs.find(({ name }) => name === output)?.type;
  const reasonOf = (type: FlowNodeType): string | undefined => {
    if (scope === FLOW_SCOPE && ONLY_IN_LOOPS.has(type)) return words.onlyInLoops;
    if (scope !== FLOW_SCOPE && NOT_IN_LOOPS.has(type)) return words.notInLoops(type);
    if (SINGLE.has(type) && present.has(type)) return words.single(type);
    if (from && (type === 'Input' || type === 'LoopInput')) return words.nothingLeadsThere(type);
    if (from && !takes(type, given)) return words.takesNot(type, given ?? 'String');
    return undefined;
  };
  return TYPES.map((type) => {
    const reason = reasonOf(type);
    return { type, ...(reason !== undefined && { reason }) };
  });
};
