export {
  type CopiedPiece,
  copyPiece,
  type PastedPiece,
  POSITIONS_FORMAT,
  pastePiece,
  readPasted,
} from './clipboard/clipboard.ts';
export {
  beginConnecting,
  type Candidate,
  type Connecting,
  candidates,
} from './connecting/begin-connecting.ts';
export { type QuickAddItem, quickAddFits } from './connecting/quick-add.ts';
export type * from './connecting.ts';
export { createFlowDocument, type FlowDocumentOptions, type KeptSteps } from './create-flow-document.ts';
export { followVariables, missingInputs, unusedInputs } from './edits/references.ts';
export { exampleFor, exampleInput } from './example-input.ts';
export type * from './flow-document.ts';
export type * from './flow-edit.ts';
export { NODE_NAME, uniqueName } from './flow-names.ts';
export * from './flow-snapshot.ts';
export { DEFAULT_MODEL_ID, newFlowDefinition, newNode } from './node-defaults.ts';
export { type FlowProblem, problemsOf } from './problems/problems-of.ts';
export {
  createDraftSaver,
  type DraftSaver,
  type DraftSaverOptions,
  type SaveState,
} from './saving/draft-saver.ts';
export {
  DraftError,
  type DraftFailure,
  type DraftServer,
  type SavingClock,
  type ServerDraft,
} from './saving/draft-server.ts';
export type { MergeChoice, MergeConflict } from './saving/merge-definitions.ts';
export { type BrowserTab, browserStorage, browserTab } from './working-copy/browser-storage.ts';
export {
  baseOf,
  findWorkingCopy,
  type KeepWorkingCopy,
  keepWorkingCopy,
  resumeFrom,
  type WorkingCopy,
  type WorkingCopyPlace,
  type WorkingCopyStorage,
} from './working-copy/working-copy.ts';
