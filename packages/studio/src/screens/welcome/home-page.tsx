import { Navigate } from 'react-router-dom';
import { useBeginnings } from './use-first-steps.ts';
import { readWelcome } from './welcome-store.ts';

/** `/`: the first steps until a first run was made or somebody skipped them, the flows ever after. */
export function HomePage() {
  const { isSkipped } = readWelcome();
  const { data, error } = useBeginnings();
  if (isSkipped || error || data?.hasRun) return <Navigate to="/flows" replace />;
  if (!data) return null;
  return <Navigate to="/welcome" replace />;
}
