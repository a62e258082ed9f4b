import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router-dom';
import { SignInError } from '../../api/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { Mark } from '../shell/mark.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { ServerDown } from '../shell/server-down.tsx';
import { useSessionState, useStudio } from '../shell/studio-context.ts';
import { safeTarget } from './addresses.ts';
import { KeyForm, SignInErrorAlert } from './key-form.tsx';
import './sign-in-page.css';

/** Gets in, by a link of the server or with an access key, and leads to the page that was wanted. */
export function SignInPage() {
  const { session, takeCode } = useStudio();
  const { status } = useSessionState();
  const [parameters] = useSearchParams();
  const [code] = useState(takeCode);
  const [linkError, setLinkError] = useState<SignInError>();
  const { signIn } = shellMessages;
  usePageTitle(signIn.page);

  useEffect(() => {
    if (code === undefined) return;
    session.signInWithCode(code).catch((error: unknown) => {
      setLinkError(
        error instanceof SignInError ? error : new SignInError('refused', String(error), { cause: error }),
      );
    });
  }, [session, code]);

  if (status === 'signedIn' || status === 'expired')
    return <Navigate to={safeTarget(parameters.get('to'))} replace />;
  const isWaiting = code === undefined ? status === 'checking' : linkError === undefined;
  return (
    <div className="sb-sign-in">
      <ServerDown />
      <main className="sb-sign-in-card">
        <div className="sb-sign-in-mark">
          <Mark size={32} />
          <span>Streambed</span>
        </div>
        <Container header={<Header variant="h1">{signIn.title}</Header>}>
          {isWaiting ? (
            <p role="status" className="sb-sign-in-waiting">
              <Spinner /> {code === undefined ? signIn.checking : signIn.withLink}
            </p>
          ) : (
            <SpaceBetween size="m">
              {linkError && <SignInErrorAlert error={linkError} />}
              <p className="sb-sign-in-text">{signIn.lead}</p>
              <KeyForm />
              <p className="sb-sign-in-text sb-secondary">{signIn.linkHint}</p>
            </SpaceBetween>
          )}
        </Container>
      </main>
    </div>
  );
}
