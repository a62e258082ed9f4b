import type { Caller } from '../identity/index.ts';
import { ServiceException } from '../protocol/index.ts';

/**
 * May the caller do this? One rule until policies come: an account's root may do everything to what its own account
 * owns, in the region it signed for, and to the foundation models of that region, which no account owns; nothing
 * anywhere else. `action` is the IAM action (`bedrock:GetFlow`),
 * `resource` an ARN, or `*` for an action that has none. Throws AccessDeniedException worded as IAM words it.
 */
export const authorize = (caller: Caller, action: string, resource: string): void => {
  if (caller.arn === `arn:aws:iam::${caller.accountId}:root` && isOwn(caller, resource)) return;
  throw new ServiceException(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
  );
};

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:…` of the caller's account and region, or a model of the region. */
const isOwn = ({ accountId, region }: Caller, resource: string): boolean => {
  if (resource === '*') return true;
  const service = resource.indexOf(':', 'arn:'.length);
  if (!resource.startsWith('arn:') || service < 0) return false;
  const place = resource.indexOf(':', service + 1);
  return (
    resource.startsWith(`:${region}:${accountId}:`, place) ||
    resource.startsWith(`:bedrock:${region}::foundation-model/`, service)
  );
};
