import { authorFault, dependencyFailed, type FlowError } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { parseBoundedJson } from './bounded-json.ts';
import type { CodeSettings } from './configuration.ts';
import type { RunOutcome } from './python-process.ts';

const TAIL = 500;

/** The last printed lines, for a message; empty when nothing was printed. */
const tail = (output: string): string => {
  const text = output.trimEnd();
  if (text === '') return '';
  return ` Printed last: ${JSON.stringify(text.length > TAIL ? `…${text.slice(-TAIL)}` : text)}.`;
};

/** A member of what an untrusted child wrote, if it is of the type. */
const text = (value: JsonValue, name: string): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  const member = value[name];
  return typeof member === 'string' || typeof member === 'number' ? String(member) : undefined;
};

const parseQuietly = (json: string): JsonValue => {
  try {
    return parseBoundedJson(json);
  } catch {
    return null;
  }
};

/** The child may have written anything. */
const isLine = (text: string | undefined): boolean => text !== undefined && /^[1-9][0-9]{0,6}$/.test(text);

/** `NameError: name 'x' is not defined in line 3 of the code: y = x + 1`. */
const exception = (json: string, output: string): FlowError => {
  const parsed = parseQuietly(json);
  const type = text(parsed, 'type') ?? 'Exception';
  const said = text(parsed, 'message');
  const line = text(parsed, 'line');
  const source = text(parsed, 'text');
  const where = line === undefined ? '' : ` in line ${line} of the code${source ? `: ${source}` : ''}`;
  const place = { field: 'configuration.inlineCode.code', ...(isLine(line) && { line: Number(line) }) };
  const memory = text(parsed, 'memory');
  if (memory !== undefined)
    return authorFault(
      `The code ran out of memory (${memory})${where}. Work on less at a time.${tail(output)}`,
      place,
    );
  if (type === 'SystemExit')
    return authorFault(
      `The code ended itself (SystemExit)${where}. Leave out exit(); the value of the last line is the result.${tail(output)}`,
      place,
    );
  return authorFault(
    `The code failed with ${type}${said ? `: ${said}` : ''}${where}${tail(output) ? `.${tail(output)}` : ''}`,
    place,
  );
};

/**
 * What a run's outcome means for the flow: the result and what was printed, or the fault to raise. Everything the
 * child wrote is untrusted and parsed within bounds.
 */
export const describeOutcome = (
  outcome: RunOutcome,
  settings: Pick<CodeSettings, 'timeLimit' | 'memoryLimit' | 'resultLimit'>,
): { readonly result: JsonValue; readonly output: string } | FlowError => {
  const { output } = outcome;
  switch (outcome.kind) {
    case 'value':
      try {
        return { result: parseBoundedJson(outcome.json), output };
      } catch (error) {
        return authorFault(
          `The result of the code is not usable JSON (${error instanceof Error ? error.message : 'unreadable'}).`,
        );
      }
    case 'raised':
      return exception(outcome.json, output);
    case 'notJson': {
      const parsed = parseQuietly(outcome.json);
      const size = text(parsed, 'size');
      if (size)
        return authorFault(
          `The result is ${size} bytes of JSON; the limit is ${settings.resultLimit}. Return less.`,
        );
      return authorFault(`${text(parsed, 'message') ?? 'The result is not JSON.'}`);
    }
    case 'time':
      return authorFault(
        `The code did not finish within ${settings.timeLimit / 1000} s and was stopped. Look for an endless loop, or do less per run.${tail(output)}`,
      );
    case 'broken':
      return authorFault(
        outcome.detail === 'stack'
          ? `The code nested its calls too deep, and Python ran out of stack.${tail(output)}`
          : `The code broke the Python interpreter, and it was stopped.${tail(output)}`,
      );
    case 'ended':
      if (/heap out of memory|allocation failed|SIGTRAP|SIGABRT|exit code 13[34]/i.test(outcome.detail))
        return authorFault(
          `The code used more memory than it may (${settings.memoryLimit} MiB for Python's heap) and was stopped.${tail(output)}`,
        );
      return authorFault(
        `The process that ran the code ended before there was a result (${outcome.detail.split('\n')[0]?.slice(0, 200)}).${tail(output)}`,
      );
    case 'forged':
      return authorFault(
        `The code wrote to the channel of its own sandbox (${outcome.detail}) and was stopped.`,
      );
    case 'unstarted':
    case 'killed':
      return dependencyFailed(
        'InlineCode',
        'The run was stopped before it had a result; the server is shutting down.',
      );
  }
};
