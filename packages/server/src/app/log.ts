/** From most to least important; a log writes its own level and the ones before it. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * What a line may say: only these fields are ever written, so that a header, a body or a credential cannot slip in
 * with an object that happens to hold one. Texts are cut at 2,000 characters, stacks at 8,000.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly operation?: string;
  readonly method?: string;
  /** Without the query: it may hold a signature. */
  readonly path?: string;
  readonly status?: number;
  /** The modelled exception that was answered. */
  readonly exception?: string;
  readonly durationMs?: number;
  readonly accessKeyId?: string;
  readonly accountId?: string;
  readonly remoteAddress?: string;
  readonly userAgent?: string;
  readonly signal?: string;
  readonly running?: number;
  readonly executionId?: string;
  readonly nodeName?: string;
  readonly flowAliasArn?: string;
  /** How an execution ended. */
  readonly outcome?: 'succeeded' | 'failed';
  readonly modelCalls?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** By the price table; an estimate. */
  readonly usd?: number;
  readonly unpricedCalls?: number;
  readonly error?: unknown;
}

export interface Log {
  /** True when lines of that level are written; ask before gathering fields on a hot path. */
  writes(level: Exclude<LogLevel, 'silent'>): boolean;
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line, its line feed included. */
  write(line: string): void;
  /** Wall time in ms since the epoch. */
  now(): number;
  /** Values that must never be written, whatever text they come in. */
  secrets(): readonly string[];
}

/**
 * A log of JSON objects, one per line. Control, bidirectional and line-separating characters are escaped, so that no
 * user agent and no error text can forge a line, move a terminal's cursor or hide what stands behind it.
 */
export const createLog = ({ level, write, now, secrets }: LogOptions): Log => {
  const threshold = logLevels.indexOf(level);
  const writes = (at: LogLevel) => logLevels.indexOf(at) <= threshold;
  const line =
    (at: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (!writes(at)) return;
      const known = Object.fromEntries(
        fieldNames
          .filter((name) => fields[name] !== undefined)
          .map((name) => [name, printable(fields[name])]),
      );
      const entry = { time: new Date(now()).toISOString(), level: at, message: cut(message, TEXT), ...known };
      write(`${escapeUnprintable(without(secrets(), JSON.stringify(entry)))}\n`);
    };
  return { writes, error: line('error'), warn: line('warn'), info: line('info'), debug: line('debug') };
};

/** In the order in which they are written; none of LogFields may be missing. */
const fieldNames = Object.keys({
  requestId: true,
  operation: true,
  method: true,
  path: true,
  status: true,
  exception: true,
  durationMs: true,
  accessKeyId: true,
  accountId: true,
  remoteAddress: true,
  userAgent: true,
  signal: true,
  running: true,
  executionId: true,
  flowAliasArn: true,
  nodeName: true,
  outcome: true,
  modelCalls: true,
  inputTokens: true,
  outputTokens: true,
  usd: true,
  unpricedCalls: true,
  error: true,
} satisfies Record<keyof LogFields, true>) as (keyof LogFields)[];

const TEXT = 2_000;
const STACK = 8_000;

const printable = (value: unknown): unknown => {
  if (typeof value === 'number') return value;
  if (value instanceof Error) return cut(describeError(value), STACK);
  return cut(String(value), TEXT);
};

/** The stack of an error and of what caused it. */
const describeError = (error: Error): string => {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${own}\ncaused by ${describeCause(error.cause)}` : own;
};

/** One cause deep: a chain may be a circle. */
const describeCause = (error: Error): string => error.stack ?? `${error.name}: ${error.message}`;

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}… (${text.length} characters)` : text;

const without = (secrets: readonly string[], text: string): string => {
  for (const secret of secrets) {
    // Short values would blot out innocent text, and JSON writes some characters of a secret differently.
    if (secret.length >= 8) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), '***');
  }
  return text;
};

/** JSON.stringify escapes C0 controls already; DEL, C1, bidi marks and overrides, and separators are left to us. */
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escapeUnprintable = (text: string): string =>
  text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
