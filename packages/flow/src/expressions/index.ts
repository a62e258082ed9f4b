export {
  type ConditionExpression,
  conditionReferences,
  evaluateCondition,
  parseConditionExpression,
} from './condition-expression.ts';
export { evaluateInputExpression, type InputExpression, parseInputExpression } from './input-expression.ts';
export { renderTemplate, templateVariables } from './template.ts';
