export {
  type ConditionExpression,
  conditionReferences,
  evaluateCondition,
  parseConditionExpression,
} from './condition-expression.ts';
export {
  evaluateInputExpression,
  type InputExpression,
  isWholeValue,
  parseInputExpression,
  typesReadBy,
  yieldsArray,
} from './input-expression.ts';
export { renderTemplate, templateVariables } from './template.ts';
