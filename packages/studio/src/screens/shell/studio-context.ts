import { createContext, useContext } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { ReachabilityWatch, SessionState, StudioSession } from '../../api/index.ts';

/** What is one for the whole page, before and after sign-in. */
export interface Studio {
  readonly session: StudioSession;
  readonly reachability: ReachabilityWatch;
  readonly endpoint: string;
  /** Told of every call that failed: whether the server is gone, or the credentials are. */
  report(error: unknown): void;
  /** From the address the page was opened with; there once. */
  takeCode(): string | undefined;
}

const StudioContext = createContext<Studio | undefined>(undefined);
export const StudioProvider = StudioContext.Provider;

/** Throws outside the app: a mistake of ours. */
export const useStudio = (): Studio => {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('useStudio is called outside a StudioProvider');
  return studio;
};

export const useSessionState = (): SessionState =>
  useStore(useStudio().session.state as StoreApi<SessionState>);
