import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useFocusSoon } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { Dialog } from '../versions/dialog.tsx';

const words = promptMessages.createDialog;
/** Names of prompts as the API takes them. */
export const PROMPT_NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;

export interface CreatePromptDialogProps {
  readonly initialName: string;
  onCancel(): void;
  onCreate(prompt: { readonly name: string; readonly description: string }): Promise<void>;
}

/** A name, and what it is for if one wants to. */
export function CreatePromptDialog({ initialName, onCancel, onCreate }: CreatePromptDialogProps) {
  const field = useFocusSoon<InputProps.Ref>();
  const [name, setName] = useState(initialName);
  const [description, setDescription] = useState('');
  const isWrong = !PROMPT_NAME.test(name);
  return (
    <Dialog
      title={words.title}
      submitLabel={words.submit}
      cancelLabel={words.cancel}
      failedTitle={words.failed}
      isInvalid={isWrong}
      onCancel={onCancel}
      onSubmit={() => onCreate({ name, description: description.trim() })}
    >
      <FormField
        label={words.name}
        constraintText={words.nameHelp}
        errorText={isWrong ? words.nameWrong : undefined}
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
            {words.description} <i>– {words.optional}</i>
          </>
        }
      >
        <Input
          value={description}
          autoComplete={false}
          onChange={({ detail }) => setDescription(detail.value.slice(0, 200))}
        />
      </FormField>
    </Dialog>
  );
}
