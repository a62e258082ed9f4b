import type { FlowRequest } from './write-cloudformation.ts';

/** A flow to be written, with the version and alias that callers use, when these are to be written too. */
export interface ExportFlow extends FlowRequest {
  readonly tags?: { readonly [key: string]: string };
  /** Written as a version of the definition and an alias that points to it. */
  readonly alias?: {
    readonly name: string;
    readonly description?: string;
    readonly maxConcurrency?: number;
  };
}

export interface ExportOptions {
  /** Functions, bots, agents, prompts, knowledge bases, guardrails and buckets become parameters with their present values as defaults. */
  readonly parameters: boolean;
}

/** What somebody should know who takes the file somewhere else. */
export interface ExportNote {
  /**
   * `streambedOnly`: does nothing, or something else, in the cloud. `refused`: the cloud would not take it. `parameter`: a
   * value that may be given anew. `form`: how the file has to be used.
   */
  readonly kind: 'streambedOnly' | 'refused' | 'parameter' | 'form';
  readonly message: string;
  /** Path of the node it is about. */
  readonly node?: string;
}

export interface ExportedFile {
  readonly text: string;
  /** `playlist.yaml` */
  readonly fileName: string;
  readonly mediaType: string;
  readonly notes: readonly ExportNote[];
}
