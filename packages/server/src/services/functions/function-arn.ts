import { dependencyFailed } from '@streambed/flow/ports';

/** The parts of a function's ARN that say what to run. */
export interface FunctionArn {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** Version number, alias or `$LATEST`; undefined in an ARN without one. */
  readonly qualifier?: string;
}

const form =
  /^arn:aws(?:-[a-z-]+)?:lambda:(?<region>(?:[a-z]{2,}-){2,}\d):(?<accountId>\d{12}):function:(?<name>[^:]+)(?::(?<qualifier>\$LATEST|[\w-]{1,128}))?$/;
// Names become folder names: no separator, and no dot in front, so neither `..` nor anything hidden.
const nameForm = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,139}$/;

/** Whether a folder of that name can be a function. */
export const isFunctionName = (name: string): boolean => nameForm.test(name) && name !== 'node_modules';

/** Takes a function ARN apart (pattern: nodes.md section 3, `lambdaArn`). Throws FlowError when it is none. */
export function parseFunctionArn(arn: string): FunctionArn {
  const parts = form.exec(arn)?.groups;
  const { region, accountId, name, qualifier } = parts ?? {};
  if (!region || !accountId || !name || !isFunctionName(name))
    throw dependencyFailed(
      arn,
      'This is not the ARN of a Lambda function; it has the form arn:aws:lambda:REGION:ACCOUNT:function:NAME, with a version or alias after another colon if need be.',
    );
  return { region, accountId, name, ...(qualifier && { qualifier }) };
}
