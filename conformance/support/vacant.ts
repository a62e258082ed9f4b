/** Ids and ARNs of things that are not there. */
export const ABSENT_ID = 'ABSENT0000';
export const flowArnIn = (region: string, accountId: string, id: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:flow/${id}`;
export const promptArnIn = (region: string, accountId: string, id: string): string =>
  `arn:aws:bedrock:${region}:${accountId}:prompt/${id}`;

/** A client token: 36 characters, as the SDKs make them. */
export const clientToken = (): string => crypto.randomUUID();
