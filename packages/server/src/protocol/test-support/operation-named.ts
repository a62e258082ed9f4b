import { bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed } from '@streambed/model';

export const models = [bedrockAgent, bedrockAgentRuntime, bedrock, bedrockRuntime, streambed] as const;

/** The operation of that name with its model, of whichever service; bedrock-agent's for the tag operations. */
export const operationNamed = (name: string) => {
  for (const model of models) {
    const operation = model.operations.find((each) => each.operation === name);
    if (operation !== undefined) return { operation, model };
  }
  throw new Error(`no operation ${name}`);
};
