import type { PortCall } from '@streambed/flow/ports';

/** A call as a node of a flow would make it; `change` replaces members. For tests. */
export const portCall = (change: Partial<PortCall> = {}): PortCall => ({
  key: 'execution/node/0',
  attempt: 1,
  signal: new AbortController().signal,
  accountId: '000000000000',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::000000000000:role/flows',
  flowArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
  flowAliasArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ/alias/TSTALIASID',
  executionId: '11111111-2222-4333-8444-555555555555',
  nodeName: 'Node',
  ...change,
});
