import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { ErrorAlert, type Failed, Modal, useFocusSoon } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { FLOW_NAME, MAX_DESCRIPTION } from './new-flow.ts';

export interface CreateFlowDialogProps {
  readonly title?: string;
  readonly initialName: string;
  readonly initialDescription?: string;
  onCancel(): void;
  /** Rejections are shown, and the dialog stays. */
  onCreate(flow: { readonly name: string; readonly description: string }): Promise<void>;
}

/** Asks for a name, and a description if one wants to. */
export function CreateFlowDialog({
  title = flowMessages.createDialog.title,
  initialName,
  initialDescription = '',
  onCancel,
  onCreate,
}: CreateFlowDialogProps) {
  const [name, setName] = useState(initialName);
  const [description, setDescription] = useState(initialDescription);
  const nameField = useFocusSoon<InputProps.Ref>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const words = flowMessages.createDialog;
  const isNameWrong = !FLOW_NAME.test(name.trim());
  const isDescriptionWrong = description.length > MAX_DESCRIPTION;

  const create = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isNameWrong || isDescriptionWrong || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onCreate({ name: name.trim(), description: description.trim() });
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      header={title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={onCancel}>
              {words.cancel}
            </Button>
            <Button variant="primary" loading={isBusy} onClick={() => void create()}>
              {words.submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form onSubmit={(event) => void create(event)}>
        <SpaceBetween size="m">
          {error && <ErrorAlert error={error} title={words.failed} />}
          <FormField
            label={words.name}
            constraintText={words.nameHelp}
            errorText={isNameWrong ? words.nameWrong : undefined}
          >
            <Input
              value={name}
              ref={nameField}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => setName(detail.value)}
            />
          </FormField>
          <FormField
            label={
              <>
                {words.description} <i>– {words.optional}</i>
              </>
            }
            errorText={isDescriptionWrong ? words.descriptionWrong : undefined}
          >
            <Input
              value={description}
              autoComplete={false}
              onChange={({ detail }) => setDescription(detail.value)}
            />
          </FormField>
          <button type="submit" className="sb-visually-hidden" tabIndex={-1} aria-hidden="true" />
        </SpaceBetween>
      </form>
    </Modal>
  );
}
