/** Ids and ARNs of things that are not there. */
export const ABSENT_ID = 'ABSENT0000';
export const flowArnIn = (region: string, accountId: string, id: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:flow/${id}`;
export const promptArnIn = (region: string, accountId: string, id: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:prompt/${id}`;
/** An id of a guardrail that is not there: theirs are written small. */
export const ABSENT_GUARDRAIL_ID = 'absent000000';
export const guardrailArnIn = (region: string, accountId: string, id: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:guardrail/${id}`;

/** A client token: 36 characters, as the SDKs make them. */
export const clientToken = (): string => crypto.randomUUID();
