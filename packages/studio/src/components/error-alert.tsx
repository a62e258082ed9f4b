import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { componentMessages } from '../messages/components.ts';
import { Copyable } from './copyable.tsx';

/** What is told of a failure; errors of the AWS SDK and of Streambed's client both have it. */
export interface Failed {
  readonly name?: string;
  readonly message: string;
  readonly requestId?: string;
  readonly $metadata?: { readonly requestId?: string | undefined };
}

export interface ErrorAlertProps {
  readonly error: Failed;
  /** What did not work: `Flows could not be loaded`. */
  readonly title?: string;
  readonly hint?: string;
  onRetry?(): void;
}

/** A failure in the service's own words, with its request id to copy and another try. */
export function ErrorAlert({ error, title = componentMessages.error.title, hint, onRetry }: ErrorAlertProps) {
  const words = componentMessages.error;
  const requestId = error.requestId ?? error.$metadata?.requestId;
  const isConnection = error.name === 'ConnectionError' || error.name === 'TypeError';
  return (
    <Alert type="error" header={title} action={onRetry && <Button onClick={onRetry}>{words.retry}</Button>}>
      <div>{isConnection ? words.connection : error.message}</div>
      {hint !== undefined && <div>{hint}</div>}
      {requestId && (
        <div className="sb-secondary">
          {words.requestId} <Copyable text={requestId} what={words.requestId.toLowerCase()} />
        </div>
      )}
    </Alert>
  );
}
