import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { componentMessages } from '../messages/components.ts';
import { ErrorAlert, type Failed } from './error-alert.tsx';
import { Modal } from './modal.tsx';

export interface ConfirmDeleteProps {
  /** `flow`, `alias`, `prompt`. */
  readonly kind: string;
  readonly names: readonly string[];
  /** What breaks, a sentence each; undefined while that is being looked up. */
  readonly breaks: readonly string[] | undefined;
  /** What else goes with it. */
  readonly note?: string;
  onCancel(): void;
  /** Rejections are shown, and the dialog stays. */
  onConfirm(): Promise<void>;
}

/** Asks before something is gone. Says what breaks, and wants the name typed only when something does. */
export function ConfirmDelete({ kind, names, breaks, note, onCancel, onConfirm }: ConfirmDeleteProps) {
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const { confirm } = componentMessages;
  const [name = ''] = names;
  const wanted = names.length === 1 ? name : String(names.length);
  const isInUse = breaks !== undefined && breaks.length > 0;
  const isAllowed = breaks !== undefined && (!isInUse || typed === wanted);

  const remove = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      onDismiss={onCancel}
      closeAriaLabel={componentMessages.close}
      header={names.length === 1 ? confirm.deleteOne(kind, name) : confirm.deleteMany(kind, names.length)}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={onCancel}>
              {confirm.cancel}
            </Button>
            <Button variant="primary" disabled={!isAllowed} loading={isBusy} onClick={() => void remove()}>
              {confirm.delete}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isAllowed && !isBusy) void remove();
        }}
      >
        <SpaceBetween size="m">
          {error && <ErrorAlert error={error} />}
          {names.length > 1 && (
            <ul className="sb-flat-list">
              {names.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          <div>
            {confirm.gone} {note}
          </div>
          {breaks === undefined && <Spinner />}
          {isInUse && (
            <Alert type="warning" header={confirm.breaks}>
              <ul className="sb-flat-list">
                {breaks.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </Alert>
          )}
          {isInUse && (
            <FormField label={confirm.typeName(wanted)}>
              <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} />
            </FormField>
          )}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
