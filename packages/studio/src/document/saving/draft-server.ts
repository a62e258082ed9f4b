import type { FlowDefinition, FlowStatus } from '@streambed/model/bedrock-agent';
import type { StudioContent } from '../flow-document.ts';

/** A flow's draft as the server has it. */
export interface ServerDraft {
  readonly name: string;
  readonly description?: string;
  readonly status: FlowStatus;
  readonly definition: FlowDefinition;
  /** Differs after every change, whoever made it. */
  readonly updatedAt: string;
}

/** Why the server did not do what it was asked. */
export type DraftFailure =
  /** It cannot be reached; trying again helps. */
  | { readonly kind: 'offline' }
  /** It says no to this definition; only a change of it helps. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'deleted' }
  /** The session is over; it goes on after signing in. */
  | { readonly kind: 'signedOut' };

export class DraftError extends Error {
  override readonly name = 'DraftError';
  readonly failure: DraftFailure;
  constructor(failure: DraftFailure, options?: ErrorOptions) {
    super(failure.kind === 'refused' ? failure.message : failure.kind, options);
    this.failure = failure;
  }
}

/** What saving needs of the server; made from the AWS clients by the editor. Every function rejects with DraftError. */
export interface DraftServer {
  load(): Promise<ServerDraft>;
  saveDefinition(definition: FlowDefinition): Promise<ServerDraft>;
  loadStudio(): Promise<{ readonly content: StudioContent; readonly revision: number }>;
  /** Rejects with `refused` when the revision is not the server's; then it is loaded again and put together. */
  saveStudio(content: StudioContent, revision: number): Promise<{ readonly revision: number }>;
}

/** Time as a collaborator, so that waiting is an ordinary test. */
export interface SavingClock {
  now(): number;
  /** Calls once after the milliseconds; the function that is returned calls it off. */
  after(milliseconds: number, call: () => void): () => void;
}
