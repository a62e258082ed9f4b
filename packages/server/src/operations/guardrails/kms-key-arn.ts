import type { Scope } from '../../store/index.ts';

/**
 * The ARN that is shown for a `kmsKeyId`: key id, key ARN, alias name or alias ARN. There is no key service here that
 * could say which key stands behind an alias, so an alias stays one, as its ARN.
 */
export function kmsKeyArnOf(scope: Scope, kmsKeyId: string | undefined): string | undefined {
  if (kmsKeyId === undefined || kmsKeyId.startsWith('arn:')) return kmsKeyId;
  const resource = kmsKeyId.startsWith('alias/') ? kmsKeyId : `key/${kmsKeyId}`;
  return `arn:aws:kms:${scope.region}:${scope.accountId}:${resource}`;
}
