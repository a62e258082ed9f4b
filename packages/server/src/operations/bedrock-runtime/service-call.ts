import type { ServiceCall } from '@streambed/flow/ports';
import type { OperationContext } from '../operation.ts';

/** The request as ports know who asks and until when. Its id is new for each try of a client. */
export const serviceCallOf = ({ requestId, signal, scope }: OperationContext): ServiceCall => ({
  key: requestId,
  signal,
  accountId: scope.accountId,
  region: scope.region,
});
