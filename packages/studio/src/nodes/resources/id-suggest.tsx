import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import { useState } from 'react';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';

/** An id or ARN, picked from a list or typed; what is typed counts when the field is left or Enter is pressed. */
export function IdSuggest({
  value,
  onChange,
  options,
  status,
  onRetry,
  placeholder,
  empty,
}: {
  readonly value: string;
  onChange(value: string): void;
  readonly options: AutosuggestProps.Options;
  readonly status: 'pending' | 'error' | 'success';
  onRetry?(): void;
  readonly placeholder: string;
  readonly empty: string;
}) {
  const readOnly = useReadOnly() !== undefined;
  const [draft, setDraft] = useState<string>();
  const commit = (text: string) => {
    setDraft(undefined);
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <Autosuggest
      value={draft ?? value}
      readOnly={readOnly}
      options={options}
      placeholder={placeholder}
      empty={empty}
      enteredTextLabel={words.use}
      statusType={status === 'pending' ? 'loading' : status === 'error' ? 'error' : 'finished'}
      loadingText={words.loading}
      errorText={words.loadFailed}
      recoveryText={words.retry}
      errorIconAriaLabel={words.error}
      clearAriaLabel={words.clear}
      expandToViewport
      onLoadItems={({ detail }) => {
        if (detail.samePage) onRetry?.();
      }}
      onChange={({ detail }) => setDraft(detail.value)}
      onSelect={({ detail }) => commit(detail.value)}
      // Before the focus moves: what the value brings about may take away the very element that comes next.
      onKeyDown={({ detail }) => {
        if (detail.key === 'Tab' && draft !== undefined) commit(draft);
      }}
      onBlur={() => {
        if (draft !== undefined) commit(draft);
      }}
    />
  );
}
