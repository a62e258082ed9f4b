export {
  ConditionExpressionEditor,
  type ConditionExpressionEditorProps,
} from './condition/condition-expression-editor.tsx';
export { ExpressionEditor, type ExpressionEditorProps } from './expression/expression-editor.tsx';
export { Inspector } from './inspector/inspector.tsx';
export { JsonValueEditor, type JsonValueEditorProps, type PastValue } from './json/json-value-editor.tsx';
export { isKnownType, NODE_TYPES, type NodeFacts, type NodeFamily, nodeFacts } from './node-facts.ts';
export { NodeGlyph, NodeGlyphTile } from './node-glyph.tsx';
export { shortArn, shortModelId } from './node-summary.ts';
export { PromptEditor, type PromptEditorProps } from './prompt/prompt-editor.tsx';
export type { PromptAnswer, PromptRunner } from './prompt/prompt-run.tsx';
export { applyEdit, type PromptEdit, type PromptValue } from './prompt/prompt-value.ts';
export type { PromptVariable } from './prompt/template-field.tsx';
export type { VariableOffer } from './prompt/template-language.ts';
export { GuardrailFields } from './resources/guardrail-fields.tsx';
export { ModelField } from './resources/model-field.tsx';
export type { ModelInfo, Models } from './resources/models.ts';
export { useModels } from './resources/queries.ts';
export { ValueTree } from './values/value-tree.tsx';
export { ValueView } from './values/value-view.tsx';
