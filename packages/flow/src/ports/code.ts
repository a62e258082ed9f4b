import type { JsonObject, JsonValue } from '@streambed/model';
import type { PortCall } from './port-call.ts';

/** Runs an author's code like a REPL (nodes.md, InlineCode). Implemented by server/services/code. */
export interface CodePort {
  /**
   * Inputs become variables; the value of the last expression is the result (null when there is none).
   * Rejects with FlowError `validation` (blame author) for an exception in the code, naming its line, for a result
   * that is not JSON, and for exceeded time or memory; `dependencyFailed` when no sandbox is to be had.
   */
  run(request: CodeRequest, call: PortCall): Promise<CodeResponse>;
}

export interface CodeRequest {
  readonly language: 'Python_3';
  readonly code: string;
  readonly inputs: JsonObject;
}

export interface CodeResponse {
  readonly result: JsonValue;
  /** What the code printed (stdout and stderr), capped. */
  readonly output: string;
  readonly requestId: string;
}
