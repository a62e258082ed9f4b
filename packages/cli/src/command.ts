/** One option: its flags in commander's form (`--port <number>`) and its line in the help. */
export interface CommandOption {
  readonly flags: string;
  readonly describe: string;
}

/** A command is a value: help, parsing and tests read the same declaration. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  /** Positional arguments in commander's form: `<file>`, `[name]`. */
  readonly arguments?: readonly CommandOption[];
  readonly options: readonly CommandOption[];
  /**
   * Does the command's work; `options` by camel-case name, as commander gives them. Resolves with the exit code, or
   * never when the command runs until it is stopped. Throws an Error whose message is for a person.
   */
  run(options: Readonly<Record<string, unknown>>, ...positional: string[]): Promise<number>;
}
