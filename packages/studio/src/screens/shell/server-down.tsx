import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { shellMessages } from '../../messages/shell.ts';
import { useStudio } from './studio-context.ts';
import './server-down.css';

/** A bar while the server does not answer, with the time until it is asked again. Nothing while it does. */
export function ServerDown() {
  const { reachability } = useStudio();
  const { isReachable, retryAt } = useStore(reachability.state);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (isReachable) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isReachable]);
  const { down } = shellMessages;
  if (isReachable) return null;
  const seconds = retryAt === undefined ? undefined : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className="sb-server-down" role="alert" aria-live="assertive">
      <strong>{down.title}</strong>
      <span aria-live="off">{seconds === undefined ? down.trying : down.waiting(seconds)}</span>
      <Button variant="inline-link" onClick={() => void reachability.retry()}>
        {down.retry}
      </Button>
    </div>
  );
}
