import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { shellMessages } from '../../messages/shell.ts';
import { KeyHints } from '../key-hints.tsx';
import { type CommandBarItem, commandItems, keysOf, wordedItems } from './command-sources.ts';
import { fuzzyFind } from './fuzzy.ts';
import './command-bar.css';

/** Rows drawn; whoever wants more types on. */
const MOST = 60;

/** Everything one can do or go to, by words: a combobox in a dialog. Mount it to open it. */
export function CommandBar({ onClose }: { onClose(): void }) {
  const { commandBar } = shellMessages;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [items] = useState(commandItems);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const found = useMemo(
    () => grouped([...wordedItems(query), ...fuzzyFind(items, query)].slice(0, MOST)),
    [items, query],
  );
  const chosen = found[Math.min(active, found.length - 1)];

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen row is what has to be seen
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (item: CommandBarItem | undefined) => {
    if (!item || item.unavailable !== undefined) return;
    // Closing gives the focus back, so that the command finds it where it was.
    dialog.current?.close();
    void item.run();
  };
  const key = (event: KeyboardEvent) => {
    const last = Math.max(0, found.length - 1);
    const places: Readonly<Record<string, number>> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    const place = places[event.key];
    if (place !== undefined) {
      event.preventDefault();
      setActive(place);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself
    <dialog
      ref={dialog}
      className="sb-command-bar"
      aria-label={commandBar.label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div className="sb-command-bar-body">
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${id}-${chosen.id}`}
          aria-label={commandBar.placeholder}
          placeholder={commandBar.placeholder}
          value={query}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={key}
        />
        <div id={`${id}-list`} role="listbox" aria-label={commandBar.results} className="sb-command-bar-list">
          {found.map((item, at) => (
            <Row
              key={item.id}
              id={`${id}-${item.id}`}
              item={item}
              heading={found[at - 1]?.group === item.group ? undefined : item.group}
              isChosen={item === chosen}
              onPoint={() => setActive(at)}
              onRun={() => run(item)}
            />
          ))}
        </div>
        {found.length === 0 && <p className="sb-command-bar-nothing">{commandBar.nothing}</p>}
        <div className="sb-command-bar-foot">
          <span role="status">{query === '' ? '' : commandBar.count(found.length)}</span>
          <span>{commandBar.keys}</span>
        </div>
      </div>
    </dialog>
  );
}

/** Groups together, in the order of their best item. */
const grouped = (items: readonly CommandBarItem[]): readonly CommandBarItem[] =>
  [...Map.groupBy(items, ({ group }) => group).values()].flat();

interface RowProps {
  readonly id: string;
  readonly item: CommandBarItem;
  readonly heading: string | undefined;
  readonly isChosen: boolean;
  onPoint(): void;
  onRun(): void;
}

function Row({ id, item, heading, isChosen, onPoint, onRun }: RowProps) {
  const { label, detail, keys, unavailable } = item;
  return (
    <>
      {heading !== undefined && (
        <div className="sb-command-bar-group" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isChosen}
        aria-disabled={unavailable !== undefined}
        className="sb-command-bar-row"
        onPointerMove={onPoint}
        onClick={onRun}
      >
        <span>{label}</span>
        {(unavailable ?? detail) !== undefined && <small>{unavailable ?? detail}</small>}
        <KeyHints keys={keysOf(keys)} />
      </div>
    </>
  );
}
