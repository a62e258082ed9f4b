import FormField from '@cloudscape-design/components/form-field';
import Link from '@cloudscape-design/components/link';
import { type FocusEvent, type ReactNode, useContext, useId, useState } from 'react';
import type { FieldAddress } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useFieldProblems } from '../editing/field-problems.ts';
import { FieldSourceContext } from '../editing/field-source.ts';
import { FieldHelp } from './field-help.tsx';
import './field.css';

/** For controls that are not Cloudscape's: the elements that name and describe them. */
export interface FieldIds {
  readonly control: string;
  readonly label: string;
  readonly describedBy: string;
}

export interface FieldProps {
  /** Where problems, links and searches find the field. */
  readonly address: FieldAddress;
  /** Whether problems of what lies below the address are shown here too. */
  readonly covers?: boolean;
  readonly label: string;
  /** One sentence. */
  readonly help?: string;
  readonly example?: string;
  /** What the person gets wrong right now, which no validation knows; said at once. */
  readonly error?: string | undefined;
  readonly warning?: string | undefined;
  /** Whether the cloud would not take it. */
  readonly isStreambedOnly?: boolean;
  readonly secondary?: ReactNode;
  readonly onLeave?: () => void;
  readonly children: ReactNode | ((ids: FieldIds) => ReactNode);
}

/** One field of a form: label, help, control, and what is wrong with it from the one validation. */
export function Field({
  address,
  covers = false,
  label,
  help,
  example,
  error,
  warning,
  isStreambedOnly = false,
  secondary,
  onLeave,
  children,
}: FieldProps) {
  const id = useId();
  const [isInside, setInside] = useState(false);
  const { errors, warnings } = useFieldProblems(address, covers, isInside);
  // A field's own words say what validation would say of it again.
  const allErrors = error === undefined ? errors : covers ? [error, ...errors] : [error];
  // What validation warns of at this very field stands for what the field found while one typed.
  const isSaid = !covers && warnings.length > 0;
  const allWarnings = warning === undefined || isSaid ? warnings : [warning, ...warnings];
  const hasWarnings = allErrors.length === 0 && allWarnings.length > 0;
  const ids: FieldIds = {
    control: id,
    label: `${id}-label`,
    describedBy: [
      allErrors.length > 0 && `${id}-error`,
      hasWarnings && `${id}-warning`,
      help !== undefined && `${id}-description`,
    ]
      .filter(Boolean)
      .join(' '),
  };
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (event.currentTarget.contains(event.relatedTarget as Node | null)) return;
    setInside(false);
    onLeave?.();
  };
  const hasInfo = isStreambedOnly || example !== undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices where the focus is
    <div className="sb-field" data-field={address} onFocus={() => setInside(true)} onBlur={leave}>
      <FormField
        controlId={id}
        stretch
        label={label}
        description={help}
        info={
          hasInfo && (
            <>
              {isStreambedOnly && <StreambedOnly />}
              {example !== undefined && <FieldHelp label={label} example={example} address={address} />}
            </>
          )
        }
        errorText={allErrors.length > 0 && <Messages messages={allErrors} />}
        warningText={hasWarnings && <Messages messages={allWarnings} />}
        i18nStrings={{ errorIconAriaLabel: words.error, warningIconAriaLabel: words.warning }}
        secondaryControl={secondary}
      >
        {typeof children === 'function' ? children(ids) : children}
      </FormField>
    </div>
  );
}

/** The grey tag of what the cloud would not accept. */
export function StreambedOnly() {
  return <span className="sb-field-tag">{words.streambedOnly}</span>;
}

/** What is wrong, each with its way out where one is known. */
function Messages({ messages }: { readonly messages: readonly string[] }) {
  const source = useContext(FieldSourceContext);
  return messages.map((message) => {
    const fix = source.fixFor(message);
    return (
      <div key={message}>
        {message}{' '}
        {fix && (
          <Link fontSize="inherit" onFollow={() => fix.run()}>
            {fix.label}
          </Link>
        )}
      </div>
    );
  });
}
