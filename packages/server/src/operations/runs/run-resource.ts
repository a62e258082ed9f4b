import type { Scope } from '../../store/index.ts';

/** `arn:aws:bedrock:REGION:ACCOUNT:run/ID`, for authorization: Streambed's own, the cloud has no such resource. */
export const runArn = ({ accountId, region }: Scope, runId: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:run/${runId}`;
