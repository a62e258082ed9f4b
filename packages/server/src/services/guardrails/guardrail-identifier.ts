import { FlowError, type ServiceCall } from '@streambed/flow/ports';

/** What names a guardrail: its id alone, or its ARN. */
export interface GuardrailName {
  readonly id: string;
  /** Of the ARN; absent when only an id was given. */
  readonly accountId?: string;
  readonly region?: string;
}

const ID = /^[a-z0-9]{1,64}$/u;
const ARN = /^arn:aws[a-z-]{0,20}:bedrock:([a-z0-9-]{1,20}):([0-9]{12}):guardrail\/([a-z0-9]{1,64})$/u;
const NUMBER = /^[1-9][0-9]{0,7}$/u;

/** In the store, version 0 is DRAFT. */
const DRAFT = 0;

/** Undefined for what is neither an id nor an ARN of a guardrail. */
export function parseGuardrailIdentifier(identifier: string): GuardrailName | undefined {
  if (ID.test(identifier)) return { id: identifier };
  const [, region, accountId, id] = ARN.exec(identifier) ?? [];
  return id === undefined ? undefined : { id, accountId: accountId!, region: region! };
}

/** The version as the store counts it; undefined for what is no version. */
export const parseGuardrailVersion = (version: string): number | undefined =>
  version === 'DRAFT' ? DRAFT : NUMBER.test(version) ? Number(version) : undefined;

/** The version as the wire has it. */
export const guardrailVersionText = (version: number): string =>
  version === DRAFT ? 'DRAFT' : String(version);

/** The same for a guardrail that is not there, a version that is not there, and one of another account or region. */
export const guardrailNotFound = (identifier: string, version: string, call: ServiceCall): FlowError =>
  new FlowError({
    kind: 'resourceNotFound',
    blame: 'author',
    message:
      `${call.nodeName === undefined ? 'The request names' : `Node ${call.nodeName} uses`} guardrail ${identifier} ` +
      `with version ${version}, which does not exist in this account and region. ListGuardrails shows what does; ` +
      'a version is DRAFT or a number that CreateGuardrailVersion gave.',
    resourceName: identifier,
  });
