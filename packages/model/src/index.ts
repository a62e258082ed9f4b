export {
  type ConstraintOptions,
  type ConstraintViolation,
  checkConstraints,
  constraintMessage,
} from './constraints.ts';
export { pickMembers, type ReadBlob } from './constraints-members.ts';
export { model as bedrock } from './generated/bedrock.ts';
export { model as bedrockAgent } from './generated/bedrock-agent.ts';
export { model as bedrockAgentRuntime } from './generated/bedrock-agent-runtime.ts';
export { model as bedrockRuntime } from './generated/bedrock-runtime.ts';
export { model as streambed } from './generated/streambed.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type * from './service-model.ts';
