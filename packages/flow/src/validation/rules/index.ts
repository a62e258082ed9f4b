import type { FlowValidationType } from '../../definition/index.ts';
import type { Rule } from '../rule.ts';
import { cyclicConnection } from './cyclic-connection.ts';
import { duplicateConditionExpression } from './duplicate-condition-expression.ts';
import { duplicateConnections } from './duplicate-connections.ts';
import { incompatibleConnectionDataType } from './incompatible-connection-data-type.ts';
import { invalidLoopBoundary } from './invalid-loop-boundary.ts';
import { loopIncompatibleNodeType } from './loop-incompatible-node-type.ts';
import { malformedConditionExpression } from './malformed-condition-expression.ts';
import { malformedNodeInputExpression } from './malformed-node-input-expression.ts';
import { mismatchedNodeInputType } from './mismatched-node-input-type.ts';
import { mismatchedNodeOutputType } from './mismatched-node-output-type.ts';
import { missingConnectionConfiguration } from './missing-connection-configuration.ts';
import { missingDefaultCondition } from './missing-default-condition.ts';
import { missingEndingNodes } from './missing-ending-nodes.ts';
import { missingLoopControllerNode } from './missing-loop-controller-node.ts';
import { missingLoopInputNode } from './missing-loop-input-node.ts';
import { missingNodeConfiguration } from './missing-node-configuration.ts';
import { missingNodeInput } from './missing-node-input.ts';
import { missingNodeOutput } from './missing-node-output.ts';
import { missingStartingNodes } from './missing-starting-nodes.ts';
import { multipleLoopControllerNodes } from './multiple-loop-controller-nodes.ts';
import { multipleLoopInputNodes } from './multiple-loop-input-nodes.ts';
import { multipleNodeInputConnections } from './multiple-node-input-connections.ts';
import { unfulfilledNodeInput } from './unfulfilled-node-input.ts';
import { unknownConnectionCondition } from './unknown-connection-condition.ts';
import { unknownConnectionSource } from './unknown-connection-source.ts';
import { unknownConnectionSourceOutput } from './unknown-connection-source-output.ts';
import { unknownConnectionTarget } from './unknown-connection-target.ts';
import { unknownConnectionTargetInput } from './unknown-connection-target-input.ts';
import { unknownNodeInput } from './unknown-node-input.ts';
import { unknownNodeOutput } from './unknown-node-output.ts';
import { unreachableNode } from './unreachable-node.ts';
import { unsatisfiedConnectionConditions } from './unsatisfied-connection-conditions.ts';
import { unspecified } from './unspecified.ts';

/**
 * Every validation type of the wire model and the rule behind it, in the order of reports: first what the flow lacks as a
 * whole, then nodes, then connections, then branches and loops, last what has no type.
 */
export const rules = {
  MissingStartingNodes: missingStartingNodes,
  MissingEndingNodes: missingEndingNodes,
  MissingNodeConfiguration: missingNodeConfiguration,
  MissingNodeInput: missingNodeInput,
  MissingNodeOutput: missingNodeOutput,
  UnknownNodeInput: unknownNodeInput,
  UnknownNodeOutput: unknownNodeOutput,
  MismatchedNodeInputType: mismatchedNodeInputType,
  MismatchedNodeOutputType: mismatchedNodeOutputType,
  MalformedNodeInputExpression: malformedNodeInputExpression,
  MalformedConditionExpression: malformedConditionExpression,
  DuplicateConditionExpression: duplicateConditionExpression,
  MissingDefaultCondition: missingDefaultCondition,
  MissingConnectionConfiguration: missingConnectionConfiguration,
  UnknownConnectionSource: unknownConnectionSource,
  UnknownConnectionTarget: unknownConnectionTarget,
  UnknownConnectionSourceOutput: unknownConnectionSourceOutput,
  UnknownConnectionTargetInput: unknownConnectionTargetInput,
  UnknownConnectionCondition: unknownConnectionCondition,
  IncompatibleConnectionDataType: incompatibleConnectionDataType,
  DuplicateConnections: duplicateConnections,
  MultipleNodeInputConnections: multipleNodeInputConnections,
  UnfulfilledNodeInput: unfulfilledNodeInput,
  CyclicConnection: cyclicConnection,
  UnreachableNode: unreachableNode,
  UnsatisfiedConnectionConditions: unsatisfiedConnectionConditions,
  MissingLoopInputNode: missingLoopInputNode,
  MissingLoopControllerNode: missingLoopControllerNode,
  MultipleLoopInputNodes: multipleLoopInputNodes,
  MultipleLoopControllerNodes: multipleLoopControllerNodes,
  LoopIncompatibleNodeType: loopIncompatibleNodeType,
  InvalidLoopBoundary: invalidLoopBoundary,
  Unspecified: unspecified,
} satisfies { readonly [Type in FlowValidationType]: Rule<Type> };
