export type {
  FlowCondition,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeConfiguration,
  FlowNodeInput,
  FlowNodeInputCategory,
  FlowNodeIODataType,
  FlowNodeOutput,
  FlowNodeType,
  FlowValidation,
  FlowValidationDetails,
  FlowValidationType,
} from '@streambed/model/bedrock-agent';
export { type DataType, dataTypeOf, isOfType } from './data-type.ts';
export { type ParsedDefinition, parseDefinition } from './parse-definition.ts';
export { checkQuotas, connectionsWith, type FlowQuotas, flowQuotas, quotasOf } from './quotas.ts';
