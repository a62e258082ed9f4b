import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useFocusSoon } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { Dialog } from '../versions/dialog.tsx';
import { PROMPT_NAME } from './create-prompt-dialog.tsx';

const words = promptMessages.details;
const LONGEST_DESCRIPTION = 200;

export interface PromptDetails {
  readonly name: string;
  readonly description: string;
}

export interface PromptDetailsDialogProps {
  readonly prompt: { readonly name: string; readonly description: string | undefined };
  onCancel(): void;
  /** Rejects with what the service said; the dialog shows it. */
  onSave(details: PromptDetails): Promise<void>;
}

/** What a prompt is called, and what it is for. */
export function PromptDetailsDialog({ prompt, onCancel, onSave }: PromptDetailsDialogProps) {
  const field = useFocusSoon<InputProps.Ref>();
  const [name, setName] = useState(prompt.name);
  const [description, setDescription] = useState(prompt.description ?? '');
  const isNameWrong = !PROMPT_NAME.test(name);
  const isTooLong = [...description].length > LONGEST_DESCRIPTION;
  return (
    <Dialog
      title={words.title}
      submitLabel={words.submit}
      cancelLabel={promptMessages.createDialog.cancel}
      failedTitle={words.failed}
      isInvalid={isNameWrong || isTooLong}
      onCancel={onCancel}
      onSubmit={() => onSave({ name, description: description.trim() })}
    >
      <FormField
        label={promptMessages.createDialog.name}
        description={words.nameHelp}
        errorText={isNameWrong ? promptMessages.createDialog.nameWrong : undefined}
      >
        <Input
          value={name}
          ref={field}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
      <FormField
        label={
          <>
            {promptMessages.createDialog.description} <i>– {promptMessages.createDialog.optional}</i>
          </>
        }
        constraintText={`${[...description].length} / ${LONGEST_DESCRIPTION}`}
        errorText={isTooLong ? words.tooLong : undefined}
      >
        <Textarea value={description} rows={2} onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
    </Dialog>
  );
}
