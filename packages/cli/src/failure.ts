/** What the shell is told. Scripts rely on these. */
export const exitCodes = {
  ok: 0,
  /** What was asked for failed: a flow ended with an exception, a definition has errors. */
  failed: 1,
  /** The command line or a file cannot be used as it is. */
  usage: 2,
  /** The service cannot be reached, or it refuses the credentials. */
  unreachable: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error for the person at the shell: the message says what is wrong and the way out, the code what to exit with. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A command line or a file that cannot be used; exit code 2. */
export const usageFailure = (message: string, options?: ErrorOptions): Failure =>
  new Failure(message, exitCodes.usage, options);
