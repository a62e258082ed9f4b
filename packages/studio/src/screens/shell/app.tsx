import I18nProvider from '@cloudscape-design/components/i18n';
import english from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import {
  createQueryClient,
  createSessionWithKey,
  createStudioSession,
  failureOf,
  watchReachability,
} from '../../api/index.ts';
import { takeCode } from '../sign-in/addresses.ts';
import { createStudioRouter } from './router.tsx';
import { type Studio, StudioProvider } from './studio-context.ts';

/** A server that refuses fresh credentials as well is not asked for ever new ones, ms. */
const RENEW_PAUSE = 10_000;

/** The studio on the server that the page came from. */
const openStudio = () => {
  const endpoint = location.origin;
  const isThere = () =>
    fetch(`${endpoint}/health`, { cache: 'no-store' }).then(
      ({ status }) => status < 500,
      () => false,
    );
  const session = createStudioSession({ endpoint, createSession: createSessionWithKey(endpoint) });
  const reachability = watchReachability(isThere, () => {
    if (session.state.getState().status === 'unreachable') void session.resume();
    else void queryClient.invalidateQueries();
  });
  const queryClient = createQueryClient();
  let renewedAt = 0;
  const report = (error: unknown) => {
    const { isConnection, isSignedOut } = failureOf(error);
    if (isConnection) reachability.lost();
    if (!isSignedOut || Date.now() - renewedAt < RENEW_PAUSE) return;
    renewedAt = Date.now();
    session.renew().then(
      () => queryClient.invalidateQueries(),
      // The session's state says what came of it.
      () => undefined,
    );
  };
  session.state.subscribe(({ status }, before) => {
    if (status === 'unreachable') reachability.lost();
    // What one person saw is not the next one's.
    if (status === 'signedOut' && before.status !== 'checking') queryClient.clear();
  });
  let code = takeCode();
  if (code === undefined) void session.resume();
  const studio: Studio = {
    session,
    reachability,
    endpoint,
    report,
    takeCode() {
      const taken = code;
      code = undefined;
      return taken;
    },
  };
  return { studio, queryClient, router: createStudioRouter() };
};

const { studio, queryClient, router } = openStudio();

export function App() {
  return (
    <I18nProvider locale="en" messages={[english]}>
      <StudioProvider value={studio}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StudioProvider>
    </I18nProvider>
  );
}
