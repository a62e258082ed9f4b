import { dependencyFailed, type FlowError, parseJsonText } from '@streambed/flow/ports';

/** How Lambda describes a failed invocation (services-data.md section 5, "function error"), without the stack. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Enough to recognise the failure; all of it is in the function's log. */
const SHOWN = 1_000;

/** Reads the body that a runtime posted, or that Lambda answered with a FunctionError; `type` when it names none. */
export function readFunctionError(body: Uint8Array | string, type = 'Runtime.UnknownReason'): FunctionError {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    return { errorType: type, errorMessage: '' };
  }
  const of = (name: string): string => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return '';
    const member = (value as Record<string, unknown>)[name];
    return typeof member === 'string' ? member : '';
  };
  return { errorType: of('errorType') || type, errorMessage: of('errorMessage') };
}

/** The failure as a fault of the flow: names the function, says what its code said. Stacks are left to the log. */
export function functionFault(
  functionArn: string,
  name: string,
  { errorType, errorMessage }: FunctionError,
  advice = '',
): FlowError {
  const said = [errorType, errorMessage].filter(Boolean).join(': ');
  const shown = said.length > SHOWN ? `${said.slice(0, SHOWN).toWellFormed()}…` : said;
  return dependencyFailed(
    functionArn,
    `The function ${name} failed: ${endSentence(shown)}${advice && ` ${advice}`}`,
  );
}

const endSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
