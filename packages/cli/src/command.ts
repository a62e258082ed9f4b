/** One option: its flags in commander's form (`--port <number>`) and its line in the help. */
export interface CommandOption {
  readonly flags: string;
  readonly describe: string;
  /** The option may be given several times; its value is the list of what was given. */
  readonly repeatable?: boolean;
}

/** A command line to copy, and what it does. */
export type Example = readonly [line: string, describe: string];

/** A command is a value: help, parsing and tests read the same declaration. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  /** Positional arguments in commander's form: `<file>`, `[name]`. */
  readonly arguments?: readonly CommandOption[];
  readonly options: readonly CommandOption[];
  /** At the end of the command's help. */
  readonly examples: readonly Example[];
  /** What the exit codes mean, one line each, where they say more than 0 and not 0. */
  readonly exits?: readonly (readonly [code: number, meaning: string])[];
  /**
   * Does the command's work; `options` by camel-case name, as commander gives them. Resolves with the exit code, or
   * never when the command runs until it is stopped. Throws a Failure, or an Error whose message is for a person.
   */
  run(options: Readonly<Record<string, unknown>>, ...positional: (string | undefined)[]): Promise<number>;
}
