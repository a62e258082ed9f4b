import type { FlowValidation } from '../definition/index.ts';
import type { Scope } from './scope.ts';

/** Where in a definition something is wrong. */
export interface ValidationPlace {
  /** Names of the loops around it, outermost first. */
  readonly loops: readonly string[];
  readonly node?: string;
  readonly connection?: string;
  /** What of the node: one of its inputs, outputs or conditions, and there its expression, its type or where it leads. */
  readonly field?:
    | { readonly input: string; readonly part?: 'expression' | 'type' }
    | { readonly output: string; readonly part?: 'type' | 'target' }
    | { readonly condition: string; readonly part?: 'target' }
    | { readonly configuration: true };
}

export interface LocatedValidation extends ValidationPlace {
  readonly validation: FlowValidation;
}

const loopsAround = (scope: Scope): string[] => {
  const names: string[] = [];
  for (let at = scope.loop; at; at = at.scope.loop) names.unshift(at.node.name);
  return names;
};

/** The name of the condition of the node that has the expression, of several the last: the first one is not too many. */
const conditionWith = (scope: Scope, node: string, expression: string): string | undefined => {
  const found = scope.graph.nodes.find(({ name }) => name === node);
  return found?.definition.configuration?.condition?.conditions?.findLast(
    (each) => each?.expression === expression,
  )?.name;
};

/** The place that a validation is about, from its modelled details. */
export const placeOf = ({ type, details = {} }: FlowValidation, scope: Scope): ValidationPlace => {
  const loops = loopsAround(scope);
  const at = Object.values(details)[0] as { readonly [member: string]: string } | undefined;
  const place = (more: Omit<ValidationPlace, 'loops'>): ValidationPlace => ({ loops, ...more });
  if (at === undefined) return place({});
  const { node, input, output, connection } = at;
  switch (type) {
    case 'MalformedNodeInputExpression':
      return place({ node: node!, field: { input: input!, part: 'expression' } });
    case 'MismatchedNodeInputType':
      return place({ node: node!, field: { input: input!, part: 'type' } });
    case 'MismatchedNodeOutputType':
      return place({ node: node!, field: { output: output!, part: 'type' } });
    case 'MalformedConditionExpression':
      return place({ node: node!, field: { condition: at.condition! } });
    case 'DuplicateConditionExpression': {
      const condition = conditionWith(scope, node!, at.expression!);
      return place({ node: node!, ...(condition !== undefined && { field: { condition } }) });
    }
    case 'MissingNodeConfiguration':
      return place({ node: node!, field: { configuration: true } });
    case 'DuplicateConnections':
      return place({ node: at.target! });
    case 'LoopIncompatibleNodeType':
      return { loops: [...loops, node!], node: at.incompatibleNodeName! };
    default:
      break;
  }
  if (at.loopNode !== undefined) return place({ node: at.loopNode });
  if (connection !== undefined) return place({ connection });
  if (node === undefined) return place({});
  if (input !== undefined) return place({ node, field: { input } });
  return place({ node, ...(output !== undefined && { field: { output } }) });
};
