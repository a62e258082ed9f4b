import { bedrockAgent } from '@streambed/model';

/** What the wire's model says of a member: what the server refuses, forms say while one types. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly choices?: readonly string[];
}

/** `limitsOf('FlowNodeInput', 'expression')` → { min: 1, max: 1024 }. Throws when the model has no such member. */
export const limitsOf = (structure: string, member: string): Limits => {
  const shape = bedrockAgent.shapes[structure];
  const name = shape?.type === 'structure' ? shape.members[member]?.shape : undefined;
  const found = name === undefined ? undefined : bedrockAgent.shapes[name];
  if (!found) throw new Error(`The model has no member ${member} of ${structure}`);
  return {
    ...('min' in found && found.min !== undefined && { min: found.min }),
    ...('max' in found && found.max !== undefined && { max: found.max }),
    ...('pattern' in found &&
      found.pattern !== undefined && { pattern: new RegExp(`^(?:${found.pattern})$`, 'u') }),
    ...('enum' in found && found.enum !== undefined && { choices: found.enum }),
  };
};

/** Lengths of input and condition expressions that the cloud publishes; our own bound, in the model, is wider. */
export const CLOUD_EXPRESSION_LENGTH = 64;
/** From here on an expression's length is shown. */
export const SHOW_EXPRESSION_LENGTH = 48;
