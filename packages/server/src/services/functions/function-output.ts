import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * What a child process prints, line by line: characters that could forge a line or move a terminal's cursor are
 * escaped, secrets blotted out, floods cut.
 */
export interface FunctionOutput {
  /** Resolves when the child said that it printed everything of that invocation, or its output ended. */
  complete(requestId: string): Promise<void>;
  /** The end of what was printed since it was last taken, at most 4,096 characters. */
  takeTail(): string;
}

/** What Lambda returns of a log with LogType Tail. */
const TAIL = 4_096;
/** Characters that are kept of the output between two takes, and of one line. */
const MAXIMUM_KEPT = 1024 * 1024;
const MAXIMUM_LINE = 64 * 1024;

/** Follows the streams of a child; `write` gets every line that is kept, line feed included. */
export function followOutput(
  streams: readonly Readable[],
  secrets: readonly string[],
  write: (text: string) => void,
): FunctionOutput {
  let tail = '';
  let kept = 0;
  /** Streams that have yet to say the end of a request, by its id. */
  let awaited: { requestId: string; missing: Set<Readable>; resolve(): void } | undefined;
  const ended = new Map<Readable, string>();

  const add = (line: string): void => {
    if (kept > MAXIMUM_KEPT) return;
    kept += line.length;
    const text = kept > MAXIMUM_KEPT ? '(more output was left out)\n' : `${clean(line, secrets)}\n`;
    tail = (tail + text).slice(-TAIL).toWellFormed();
    write(text);
  };

  const end = (stream: Readable, requestId: string): void => {
    ended.set(stream, requestId);
    if (awaited?.requestId !== requestId) return;
    awaited.missing.delete(stream);
    if (awaited.missing.size === 0) awaited.resolve();
  };

  const open = new Set(streams);
  for (const stream of streams) {
    const decoder = new StringDecoder('utf8');
    let partial = '';
    const takeLine = (line: string): void => {
      const mark = line.indexOf(END_MARK);
      // A mark may follow a line that the author left open.
      if (mark !== 0) add(mark < 0 ? line : line.slice(0, mark));
      if (mark >= 0) end(stream, line.slice(mark + END_MARK.length));
    };
    stream.on('data', (chunk: Buffer) => {
      const lines = (partial + decoder.write(chunk)).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) takeLine(line);
      if (partial.length > MAXIMUM_LINE) {
        takeLine(partial);
        partial = '';
      }
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      if (partial !== '') takeLine(partial);
      partial = '';
      open.delete(stream);
      awaited?.missing.delete(stream);
      if (awaited?.missing.size === 0) awaited.resolve();
    });
  }

  return {
    complete: (requestId) =>
      new Promise((resolve) => {
        const missing = new Set([...open].filter((stream) => ended.get(stream) !== requestId));
        if (missing.size === 0) return resolve();
        awaited = { requestId, missing, resolve };
      }),
    takeTail() {
      const taken = tail;
      tail = '';
      kept = 0;
      return taken;
    },
  };
}

/** What our bootstraps print after an invocation, on both streams. */
const END_MARK = '\u001eend ';

const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is there to find
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The line with secrets as `***` and everything invisible but tabs as `\uXXXX`. */
export function clean(line: string, secrets: readonly string[]): string {
  let text = line.endsWith('\r') ? line.slice(0, -1) : line;
  for (const secret of secrets) text = text.replaceAll(secret, '***');
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
