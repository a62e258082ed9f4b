export { CreateFlowDialog, type CreateFlowDialogProps } from './create-flow-dialog.tsx';
export { DeleteFlows, type DeleteFlowsProps } from './delete-flows.tsx';
export { FlowState } from './flow-state.tsx';
export { FlowsPage } from './flows-page.tsx';
export { FLOW_NAME, freeName, newDefinition, usualRole } from './new-flow.ts';
export {
  createFlow,
  defaultModel,
  duplicateFlow,
  type FlowRow,
  type FlowToCreate,
  flowKeys,
} from './queries.ts';
