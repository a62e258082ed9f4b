import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { componentMessages } from '../../messages/components.ts';

export interface RowAction {
  readonly id: string;
  readonly label: string;
  /** Why it cannot be done now. */
  readonly unavailable?: string | undefined;
  run(): void;
}

/** What can be done with a row. */
export function RowMenu({
  name,
  actions,
}: {
  readonly name: string;
  readonly actions: readonly RowAction[];
}) {
  if (actions.length === 0) return null;
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={componentMessages.table.actions(name)}
      items={actions.map(({ id, label, unavailable }) => ({
        id,
        text: label,
        ...(unavailable !== undefined && { disabled: true, disabledReason: unavailable }),
      }))}
      onItemClick={({ detail }) => actions.find(({ id }) => id === detail.id)?.run()}
    />
  );
}
