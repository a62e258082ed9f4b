import type { JsonValue } from '@streambed/model';
import { useMemo, useRef } from 'react';
import { promptMessages as words } from '../../messages/nodes.ts';
import { CodeField } from '../code/code-field.tsx';
import type { FieldIds } from '../fields/field.tsx';
import { shortValue } from '../values/short-value.ts';
import type { VariableOffer } from './template-language.ts';
import { variableAt } from './template-parts.ts';

/** A variable of the prompt, as the editor around it knows it. */
export interface PromptVariable {
  readonly name: string;
  /** The type of the input behind it, where there is one. */
  readonly type?: string;
  readonly value?: JsonValue;
  /** Nothing leads into its input yet. */
  readonly isUnconnected?: boolean;
}

/** A text with variables in double braces. */
export function TemplateField({
  value,
  onChange,
  variables,
  offers,
  ids,
  label,
  readOnly,
  minLines = 4,
  maxLines = 24,
  onLeave,
}: {
  readonly value: string;
  /** `writing`: the variable that the cursor stands in. */
  onChange(value: string, writing: string | undefined): void;
  readonly variables: readonly PromptVariable[];
  /** Further variables that can be written, such as outputs of other nodes; asked when the list opens. */
  offers?(): readonly VariableOffer[];
  readonly ids?: FieldIds;
  readonly label?: string;
  readonly readOnly: boolean;
  readonly minLines?: number;
  readonly maxLines?: number;
  onLeave?(): void;
}) {
  const current = useRef({ variables, offers });
  current.current = { variables, offers };
  const language = useMemo(
    () => async () => {
      const { templateLanguage } = await import('./template-language.ts');
      return templateLanguage({
        offers() {
          const known = current.current.variables.map(
            ({ name, type = '', value: held }): VariableOffer => ({
              name,
              detail: held === undefined ? type : shortValue(held, 40),
            }),
          );
          return [...known, ...(current.current.offers?.() ?? [])];
        },
        valueOf(name) {
          const variable = current.current.variables.find((each) => each.name === name);
          if (!variable) return words.newVariable(name);
          return variable.value === undefined
            ? words.noValueOf(name, variable.isUnconnected === true)
            : `${name} = ${shortValue(variable.value, 200)}`;
        },
      });
    },
    [],
  );
  return (
    <CodeField
      value={value}
      onChange={(text, cursor) => onChange(text, variableAt(text, cursor))}
      ids={ids}
      {...(label !== undefined && { label })}
      readOnly={readOnly}
      minLines={minLines}
      maxLines={maxLines}
      placeholder={words.placeholder}
      language={language}
      {...(onLeave && { onLeave })}
    />
  );
}
