import { FlowError } from '@streambed/flow/ports';
import { StoreError } from '../../../store/index.ts';

/** One document cannot be taken in; the others can. `message` is for people. */
export class DocumentFailed extends Error {
  override readonly name = 'DocumentFailed';
  /** It is no longer where it was. */
  readonly isGone: boolean;
  constructor(
    message: string,
    { isGone = false, ...options }: ErrorOptions & { readonly isGone?: boolean } = {},
  ) {
    super(message, options);
    this.isGone = isGone;
  }
}

/** No vectors are to be had, for this document or any other. `message` is for people. */
export class EmbeddingFailed extends Error {
  override readonly name = 'EmbeddingFailed';
}

/** Somebody asked for the end of a job. */
export class JobStopped extends Error {
  override readonly name = 'JobStopped';
  constructor() {
    super('The ingestion job was stopped.');
  }
}

/** The server shuts down; its successor goes on. */
export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
  constructor() {
    super('The server is shutting down.');
  }
}

/** Longest reason that is kept, in UTF-16 units. */
const LONGEST = 1_000;

/** What failed, in words for whoever asked for it. */
export const reasonOf = (error: unknown): string => {
  const said = saidOf(error).toWellFormed();
  return said.length > LONGEST ? `${said.slice(0, LONGEST - 1).toWellFormed()}…` : said;
};

const saidOf = (error: unknown): string => {
  if (error instanceof StoreError) return `The server could not store its work (${error.code}).`;
  if (error instanceof FlowError || error instanceof DocumentFailed || error instanceof EmbeddingFailed)
    return error.message;
  return error instanceof Error ? error.message : String(error);
};

/** At most 100 reasons; the last says how many more there were. */
export class FailureReasons {
  private static readonly MOST = 100;
  private readonly reasons: string[] = [];
  private count = 0;

  add(reason: string): void {
    this.count++;
    if (this.reasons.length < FailureReasons.MOST) this.reasons.push(reason);
  }

  list(): readonly string[] {
    const { MOST } = FailureReasons;
    if (this.count <= MOST) return [...this.reasons];
    return [...this.reasons.slice(0, MOST - 1), `${this.count - MOST + 1} more failed.`];
  }
}
