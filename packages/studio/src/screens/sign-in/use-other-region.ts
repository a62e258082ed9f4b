import { useLocation, useNavigate } from 'react-router-dom';
import { useStudio } from '../shell/studio-context.ts';
import { signInAddress } from './addresses.ts';

/** A session is of one region: to see another one, one signs in again, and comes back to the same page. */
export const useOtherRegion = (): (() => Promise<void>) => {
  const { session } = useStudio();
  const navigate = useNavigate();
  const here = useLocation();
  return async () => {
    await session.signOut();
    await navigate(signInAddress(here));
  };
};
