import type { Credentials } from '@streambed/client';
import type { CreateSessionResponse, Session, SessionCredentials } from '@streambed/model/streambed';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { SignInError, signInErrorOf } from './sign-in-error.ts';

/** Where a person stands: not asked yet, outside, inside, or inside with credentials that nobody renews any more. */
export type SessionState =
  | { readonly status: 'checking' }
  | { readonly status: 'unreachable'; readonly error: SignInError }
  | { readonly status: 'signedOut' }
  | { readonly status: 'signedIn'; readonly session: Session }
  | { readonly status: 'expired'; readonly session: Session };

/** Credentials as the AWS SDK's clients take them. */
export interface ExpiringCredentials extends Credentials {
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Signs CreateSession with an access key, so that the secret stays here. */
export type CreateSession = (key: AccessKey) => Promise<CreateSessionResponse>;

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** A browser's session with the server. Its credentials are in memory only; the cookie that renews them is the server's. */
export interface StudioSession {
  readonly state: StoreApi<SessionState>;
  /** Takes up the session that the cookie names, if there is one. Never rejects: the state says what came of it. */
  resume(): Promise<void>;
  /** Rejects with a SignInError. */
  signInWithCode(code: string): Promise<void>;
  /** Rejects with a SignInError. */
  signInWithKey(key: AccessKey): Promise<void>;
  /** Ends the session here at once, and on the server if it can be reached. */
  signOut(): Promise<void>;
  /** Good for two more minutes at least. Rejects when the session is over; the state is `expired` then. */
  credentials(): Promise<ExpiringCredentials>;
  /** What the server made of the last credentials: asks for new ones. */
  renew(): Promise<ExpiringCredentials>;
}

export interface StudioSessionOptions {
  readonly endpoint: string;
  readonly createSession: CreateSession;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/** Credentials are renewed this long before their end, ms. */
const RENEW_BEFORE = 120_000;

export const createStudioSession = ({
  endpoint,
  createSession,
  fetch = globalThis.fetch.bind(globalThis),
  now = Date.now,
}: StudioSessionOptions): StudioSession => {
  const state = createStore<SessionState>(() => ({ status: 'checking' }));
  let held: ExpiringCredentials | undefined;
  let renewing: Promise<ExpiringCredentials> | undefined;

  /** The cookie travels by itself: same origin. */
  const post = async (path: string, body: object): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${endpoint}/streambed/v1/session/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        cache: 'no-store',
        redirect: 'error',
      });
    } catch (error) {
      throw new SignInError('unreachable', '', { cause: error });
    }
    if (!response.ok) throw await signInErrorOf(response, now());
    return response;
  };

  const hold = (credentials: SessionCredentials): ExpiringCredentials => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    held = { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
    return held;
  };

  const take = ({ session, credentials }: CreateSessionResponse): ExpiringCredentials => {
    const taken = hold(credentials);
    state.setState({ status: 'signedIn', session }, true);
    return taken;
  };

  /** One renewal at a time, however many ask. */
  const renew = (): Promise<ExpiringCredentials> => {
    renewing ??= post('renew', {})
      .then(async (response) => {
        // The browser has no cookie of a session.
        if (response.status === 204) throw new SignInError('noSession', '');
        return take((await response.json()) as CreateSessionResponse);
      })
      .catch((error: unknown) => {
        const before = state.getState();
        const isOver = error instanceof SignInError && error.kind !== 'unreachable';
        if (isOver && before.status === 'signedIn')
          state.setState({ status: 'expired', session: before.session }, true);
        throw error;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };

  return {
    state,
    async resume() {
      try {
        await renew();
      } catch (error) {
        if (error instanceof SignInError && error.kind === 'unreachable')
          state.setState({ status: 'unreachable', error }, true);
        else state.setState({ status: 'signedOut' }, true);
      }
    },
    async signInWithCode(code) {
      const response = await post('link', { code }).catch((error: SignInError) => {
        throw error.exception === 'AccessDeniedException'
          ? new SignInError('expiredLink', error.message, { cause: error, requestId: error.requestId })
          : error;
      });
      take((await response.json()) as CreateSessionResponse);
    },
    async signInWithKey(key) {
      take(await createSession(key));
    },
    async signOut() {
      held = undefined;
      state.setState({ status: 'signedOut' }, true);
      // Whoever cannot reach the server is signed out here; the session there ends by itself.
      await post('end', {}).catch(() => undefined);
    },
    async credentials() {
      if (held && held.expiration.getTime() - now() > RENEW_BEFORE) return held;
      return renew();
    },
    renew,
  };
};
