import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { Modal } from '../../components/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { KeyForm } from '../sign-in/key-form.tsx';
import { useSessionState } from './studio-context.ts';

/**
 * Over a page whose session has ended: asks to sign in again. Put aside, to look at or copy what is on the page, it
 * stays as a bar.
 */
export function SessionOver() {
  const { region } = useApi();
  const isOver = useSessionState().status === 'expired';
  const [isAside, setAside] = useState(false);
  const { title, explain, again } = shellMessages.expired;
  useEffect(() => {
    if (!isOver) setAside(false);
  }, [isOver]);
  if (!isOver) return null;
  if (isAside)
    return (
      <div className="sb-server-down" role="alert">
        <strong>{title}</strong>
        <Button variant="inline-link" onClick={() => setAside(false)}>
          {again}
        </Button>
      </div>
    );
  return (
    <Modal visible header={title} onDismiss={() => setAside(true)}>
      <SpaceBetween size="m">
        <div>{explain}</div>
        <KeyForm region={region} />
      </SpaceBetween>
    </Modal>
  );
}
