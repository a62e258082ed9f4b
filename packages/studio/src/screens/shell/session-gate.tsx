import type { Session } from '@streambed/model/streambed';
import { useMemo } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router-dom';
import { ApiProvider, createApi } from '../../api/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { signInAddress } from '../sign-in/addresses.ts';
import { ServerDown } from './server-down.tsx';
import { useSessionState, useStudio } from './studio-context.ts';
import './session-gate.css';

/** Lets in who is signed in, with clients of theirs; leads all others to the sign-in page and back. */
export function SessionGate() {
  const state = useSessionState();
  const here = useLocation();
  if (state.status === 'signedOut') return <Navigate to={signInAddress(here)} replace />;
  if (state.status === 'unreachable')
    return (
      <div className="sb-session-gate">
        <ServerDown />
      </div>
    );
  if (state.status === 'checking')
    return (
      <p className="sb-session-gate sb-visually-hidden" role="status">
        {shellMessages.signIn.checking}
      </p>
    );
  return <SignedIn session={state.session} />;
}

function SignedIn({ session }: { readonly session: Session }) {
  const studio = useStudio();
  const { principalArn, accountId, region } = session;
  // A renewed session of the same person keeps its clients, so nothing on the page begins again.
  const api = useMemo(
    () =>
      createApi({
        endpoint: studio.endpoint,
        session: { principalArn, accountId, region },
        credentials: studio.session.credentials,
        report: studio.report,
      }),
    [studio, principalArn, accountId, region],
  );
  return (
    <ApiProvider value={api}>
      <Outlet />
    </ApiProvider>
  );
}
