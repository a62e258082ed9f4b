import Link from '@cloudscape-design/components/link';
import Popover from '@cloudscape-design/components/popover';
import { formMessages as words } from '../../messages/nodes.ts';

/** ⓘ: an example, and what AWS calls the field. */
export function FieldHelp({
  label,
  example,
  address,
}: {
  readonly label: string;
  readonly example: string;
  readonly address: string;
}) {
  const awsName = address.startsWith('configuration.') ? address.split('.').at(-1) : undefined;
  return (
    <Popover
      header={label}
      dismissAriaLabel={words.close}
      position="left"
      triggerType="custom"
      renderWithPortal
      content={
        <div className="sb-help-text">
          <pre className="sb-help-example">{example}</pre>
          {awsName !== undefined && (
            <p className="sb-help-name">
              {words.awsName} <code>{awsName}</code>
            </p>
          )}
        </div>
      }
    >
      <Link variant="info" ariaLabel={words.about(label)}>
        {words.info}
      </Link>
    </Popover>
  );
}
