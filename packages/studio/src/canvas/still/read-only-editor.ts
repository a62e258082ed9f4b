import type { FlowDocument } from '../../document/index.ts';
import { createEditor, type Editor, type RunSource, type Samples } from '../../editor/index.ts';
import { canvasCommands } from '../commands.ts';

/** A run that is none, for flows that are only looked at. */
export const NO_RUN: RunSource = {
  runId: undefined,
  isRunning: false,
  node: () => undefined,
  subscribeNode: () => () => undefined,
  connection: () => undefined,
  subscribeConnections: () => () => undefined,
  subscribe: () => () => undefined,
};

const NO_SAMPLES: Samples = {
  output: () => undefined,
  delivered: () => undefined,
  declared: () => undefined,
  subscribe: () => () => undefined,
};

/** An editor around a flow that is only looked at: commands of the canvas, no inspector, no panels. */
export const readOnlyEditor = (
  document: FlowDocument,
  reason: string,
  more: { readonly run?: RunSource; readonly samples?: Samples } = {},
): Editor =>
  createEditor({
    flowId: '',
    document,
    run: more.run ?? NO_RUN,
    samples: more.samples ?? NO_SAMPLES,
    commands: canvasCommands,
    toast: () => undefined,
    access: { mode: 'readOnly', reason },
  });
