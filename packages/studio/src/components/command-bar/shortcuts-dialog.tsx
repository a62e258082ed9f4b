import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useMemo, useState } from 'react';
import { componentMessages } from '../../messages/components.ts';
import { KeyHints } from '../key-hints.tsx';
import { useFocusSoon } from '../use-focus-soon.ts';
import { commandItems, keysOf } from './command-sources.ts';
import { fuzzyFind } from './fuzzy.ts';
import './shortcuts-dialog.css';
import { Modal } from '../modal.tsx';

/** Every shortcut of what is open, to be searched. Mount it to open it. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState('');
  const [items] = useState(() => commandItems().filter(({ keys }) => keys && keys.length > 0));
  const groups = useMemo(
    () => [...Map.groupBy(fuzzyFind(items, query), ({ group }) => group)],
    [items, query],
  );
  const { shortcuts } = componentMessages;
  return (
    <Modal visible size="large" header={shortcuts.title} closeAriaLabel={shortcuts.close} onDismiss={onClose}>
      <SearchField value={query} onChange={setQuery} />
      {groups.length === 0 && <p>{shortcuts.none}</p>}
      <div className="sb-shortcuts">
        {groups.map(([group, rows]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {rows.map(({ id, label, keys, where }) => (
                <div key={id}>
                  <dt>
                    {label}
                    {where === 'canvas' && <small>{shortcuts.onlyCanvas}</small>}
                  </dt>
                  <dd>
                    <KeyHints keys={keysOf(keys)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function SearchField({ value, onChange }: { readonly value: string; onChange(value: string): void }) {
  const field = useFocusSoon<InputProps.Ref>();
  const { find } = componentMessages.shortcuts;
  return (
    <Input
      ref={field}
      type="search"
      value={value}
      placeholder={find}
      ariaLabel={find}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
