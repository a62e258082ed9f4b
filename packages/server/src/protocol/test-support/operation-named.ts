import { bedrockAgent, bedrockAgentRuntime } from '@streambed/model';

/** The operation of that name with its model, of whichever service; the control plane's for the tag operations. */
export const operationNamed = (name: string) => {
  for (const model of [bedrockAgent, bedrockAgentRuntime]) {
    const operation = model.operations.find((each) => each.operation === name);
    if (operation !== undefined) return { operation, model };
  }
  throw new Error(`no operation ${name}`);
};
