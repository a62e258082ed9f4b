import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import { useState } from 'react';
import { Modal } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';

/** Reads what was typed: a String as it stands, anything else as JSON of the type that the value had. */
export const readTyped = (
  text: string,
  type: ReturnType<typeof dataTypeOf>,
): { readonly value: JsonValue } | { readonly problem: string } => {
  if (type === 'String') return { value: text };
  try {
    const value = JSON.parse(text) as JsonValue;
    const actual = dataTypeOf(value);
    return type === 'Null' || actual === type
      ? { value }
      : { problem: words.data.wrongPinType(actual, type) };
  } catch (error) {
    return { problem: words.test.notJson((error as Error).message) };
  }
};

/** An output to be changed. What is saved is a pin: what the run recorded stays as it is. */
export function PinEditor({
  name,
  value,
  onSave,
  onClose,
}: {
  name: string;
  value: JsonValue;
  onSave(value: JsonValue): void;
  onClose(): void;
}) {
  const type = dataTypeOf(value);
  const [text, setText] = useState(() =>
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
  );
  const read = readTyped(text, type);
  return (
    <Modal
      visible
      header={words.data.edit(name)}
      closeAriaLabel={words.test.cancel}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {words.test.cancel}
            </Button>
            <Button
              variant="primary"
              disabled={'problem' in read}
              onClick={() => {
                if ('value' in read) onSave(read.value);
              }}
            >
              {words.data.savePin}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField
        label={name}
        description={words.data.pinHelp}
        errorText={'problem' in read ? read.problem : undefined}
        stretch
      >
        <Textarea
          value={text}
          rows={12}
          spellcheck={false}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
    </Modal>
  );
}
