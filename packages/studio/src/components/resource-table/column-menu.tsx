import Icon from '@cloudscape-design/components/icon';
import { componentMessages } from '../../messages/components.ts';
import { MenuButton } from '../menu-button.tsx';

export interface ColumnMenuProps {
  readonly columns: readonly { readonly id: string; readonly header: string }[];
  readonly shown: readonly { readonly id: string; readonly isShown: boolean; readonly isFixed: boolean }[];
  onChange(column: string, isShown: boolean): void;
}

/** Which columns are shown. The one that names the row always is. */
export function ColumnMenu({ columns, shown, onChange }: ColumnMenuProps) {
  const items = shown.flatMap(({ id, isShown, isFixed }) => {
    const header = columns.find((column) => column.id === id)?.header;
    if (header === undefined || isFixed) return [];
    return { id, label: header, isOn: isShown, onSelect: () => onChange(id, !isShown) };
  });
  return (
    <MenuButton label={componentMessages.table.columns} items={items} className="sb-column-button">
      <Icon name="settings" />
    </MenuButton>
  );
}
