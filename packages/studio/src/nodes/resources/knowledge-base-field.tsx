import { useMemo, useState } from 'react';
import { resourceMessages as words } from '../../messages/nodes.ts';
import type { Limits } from '../editing/limits.ts';
import { Field } from '../fields/field.tsx';
import { IdSuggest } from './id-suggest.tsx';
import { useKnowledgeBases } from './queries.ts';

/** A knowledge base by id: those that are here, and any other id as text. */
export function KnowledgeBaseField({
  address,
  value,
  onChange,
  limits,
  isUnset,
}: {
  readonly address: string;
  readonly value: string;
  onChange(value: string): void;
  readonly limits: Limits;
  /** Whether the value is the stand-in that a new node has. */
  readonly isUnset: boolean;
}) {
  const bases = useKnowledgeBases();
  // What breaks the pattern cannot be saved anywhere; it stays in the field until it is whole.
  const [broken, setBroken] = useState<string>();
  const options = useMemo(
    () =>
      (bases.data ?? []).map(({ id, name, status, description }) => ({
        value: id,
        label: `${name} · ${id}`,
        ...(description !== undefined && { description }),
        ...(status !== undefined && status !== 'ACTIVE' && { labelTag: status }),
      })),
    [bases.data],
  );
  const chosen = bases.data?.find(({ id }) => id === value);
  const isElsewhere = !isUnset && value !== '' && bases.data !== undefined && chosen === undefined;
  const shown = broken ?? (isUnset ? '' : value);
  return (
    <Field
      address={address}
      covers
      label={words.knowledgeBase}
      help={words.knowledgeBaseHelp}
      example={words.knowledgeBaseExample}
      error={broken === undefined ? undefined : words.knowledgeBasePattern}
      warning={shown === '' ? words.unset : isElsewhere ? words.knowledgeBaseElsewhere : undefined}
    >
      <IdSuggest
        value={shown}
        onChange={(next) => {
          const fits =
            (limits.pattern?.test(next) ?? true) && (limits.max === undefined || next.length <= limits.max);
          setBroken(fits ? undefined : next);
          if (fits) onChange(next);
        }}
        options={options}
        status={bases.status}
        onRetry={() => void bases.refetch()}
        placeholder={words.knowledgeBasePlaceholder}
        empty={words.noKnowledgeBases}
      />
      {chosen && <p className="sb-side-note sb-note-below">{chosen.name}</p>}
    </Field>
  );
}
