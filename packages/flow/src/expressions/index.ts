export {
  type ConditionExpression,
  conditionReferences,
  evaluateCondition,
  parseConditionExpression,
  renameReference,
} from './condition-expression.ts';
export {
  evaluateInputExpression,
  type InputExpression,
  isWholeValue,
  parseInputExpression,
  typesReadBy,
  yieldsArray,
} from './input-expression.ts';
export { type PromptSource, type RenderedPrompt, renderPrompt } from './render-prompt.ts';
export { MAX_RENDERED_LENGTH, renameVariable, renderTemplate, templateVariables } from './template.ts';
