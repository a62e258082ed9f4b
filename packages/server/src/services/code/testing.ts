import type { Clock, Ids, PortCall } from '@streambed/flow/ports';
import type { CodeLog } from './code-port.ts';

/** The real clock; what waits on it keeps the process alive, since tests wait for children. */
export const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

let counter = 0;
export const ids: Ids = {
  resourceId: () => 'ABCDEFGHIJ',
  uuid: () => {
    counter += 1;
    return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`;
  },
};

/** A log that keeps its lines. */
export const keepingLog = (): CodeLog & { readonly lines: string[] } => {
  const lines: string[] = [];
  return { lines, info: (line) => lines.push(line), warn: (line) => lines.push(`WARN ${line}`) };
};

export const callOf = (accountId: string, signal: AbortSignal = new AbortController().signal): PortCall => ({
  key: 'execution/node',
  attempt: 1,
  signal,
  accountId,
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::123456789012:role/flows',
  flowArn: 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ',
  flowAliasArn: 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ/alias/ABCDEFGHIJ',
  executionId: 'execution',
  nodeName: 'Code',
});

/** Waits until `condition` holds; the test's own time-out is the limit. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** Whether a process of that id exists. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
