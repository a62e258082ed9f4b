import type { AwsServiceConfiguration } from '../aws/index.ts';

/** Where a function runs: in a child process of this server, or in Lambda. */
export type FunctionsMode = 'embedded' | 'aws';

/** The `functions` part of the configuration file. Everything is optional; the default is all embedded. */
export interface FunctionsConfiguration {
  /** For functions that no route names. Default `embedded`. */
  readonly mode?: FunctionsMode;
  /**
   * Looked through in order; the first whose `function` matches decides. It is compared with the function's name or,
   * when it begins with `arn:`, with the whole ARN; `*` stands for any run of characters.
   */
  readonly routes?: readonly { readonly function: string; readonly mode: FunctionsMode }[];
  readonly embedded?: EmbeddedFunctionsConfiguration;
  readonly aws?: AwsServiceConfiguration;
}

export interface EmbeddedFunctionsConfiguration {
  /** Each folder in it is a function. Default: `functions` in the working folder. */
  readonly folder?: string;
  /** Defaults for functions whose own function.yaml does not say. */
  readonly defaults?: FunctionDefaults;
}

export interface FunctionDefaults {
  /** Longest run of one invocation, seconds, 1 to 900. Default 30. */
  readonly timeout?: number;
  /** MB of memory that one child process may use, 128 to 10240. Default 512. */
  readonly memory?: number;
  /** Child processes of one function at a time, 1 to 100. Default 4. */
  readonly concurrency?: number;
  /** `off` gives Node functions the run of the machine. Default `on`. */
  readonly sandbox?: 'on' | 'off';
}
