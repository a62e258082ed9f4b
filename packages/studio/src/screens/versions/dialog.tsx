import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorAlert, type Failed, Modal } from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';

export interface DialogProps {
  readonly title: string;
  readonly submitLabel: string;
  readonly cancelLabel: string;
  /** Title of what went wrong when `onSubmit` rejects; the dialog stays. */
  readonly failedTitle: string;
  /** Why it cannot be submitted now. */
  readonly unavailable?: string | undefined;
  /** Whether something is wrong that the form itself says. */
  readonly isInvalid?: boolean;
  readonly size?: 'medium' | 'large';
  readonly children: ReactNode;
  onCancel(): void;
  onSubmit(): Promise<void>;
}

/** A form over the page: Enter submits, what fails is said in it. */
export function Dialog(props: DialogProps) {
  const { title, submitLabel, cancelLabel, failedTitle, unavailable, isInvalid = false, children } = props;
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isBusy || isInvalid || unavailable !== undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      await props.onSubmit();
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      size={props.size ?? 'medium'}
      header={title}
      closeAriaLabel={componentMessages.close}
      onDismiss={props.onCancel}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={props.onCancel}>
              {cancelLabel}
            </Button>
            <Button
              variant="primary"
              loading={isBusy}
              disabled={unavailable !== undefined}
              {...(unavailable !== undefined && { disabledReason: unavailable })}
              onClick={() => void submit()}
            >
              {submitLabel}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form onSubmit={(event) => void submit(event)}>
        <SpaceBetween size="m">
          {error && <ErrorAlert error={error} title={failedTitle} />}
          {children}
          <button type="submit" className="sb-visually-hidden" tabIndex={-1} aria-hidden="true" />
        </SpaceBetween>
      </form>
    </Modal>
  );
}
