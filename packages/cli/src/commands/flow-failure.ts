import { Failure } from '../failure.ts';

/** Exceptions that say that the flow failed, before its stream began or within it. */
const flowFailures = new Set([
  'BadGatewayException',
  'ConflictException',
  'DependencyFailedException',
  'InternalServerException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ThrottlingException',
  'ValidationException',
]);

/** Whether what InvokeFlow threw is the flow's failure, and not that the service was not reached or refused the caller. */
export const isFlowFailure = (error: unknown): error is Error & { resourceName?: string } => {
  if (!(error instanceof Error) || error instanceof Failure) return false;
  const { $metadata, $fault } = error as { $metadata?: { httpStatusCode?: number }; $fault?: string };
  if (flowFailures.has(error.name)) return $fault !== undefined;
  // A node that was denied something ends the stream with it; the caller who was denied has no stream at all.
  return error.name === 'AccessDeniedException' && $metadata?.httpStatusCode !== 403;
};
