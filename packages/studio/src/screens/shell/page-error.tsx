import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useRouteError } from 'react-router-dom';
import { shellMessages } from '../../messages/shell.ts';

/** A page that broke, or whose code could not be fetched; the shell around it goes on. */
export function PageError() {
  const error = useRouteError();
  return (
    <div className="sb-page">
      <Alert
        type="error"
        header={shellMessages.pageFailed}
        action={<Button onClick={() => location.reload()}>{shellMessages.reload}</Button>}
      >
        <p>{shellMessages.pageFailedHelp}</p>
        <p className="sb-mono">{error instanceof Error ? error.message : String(error)}</p>
      </Alert>
    </div>
  );
}
