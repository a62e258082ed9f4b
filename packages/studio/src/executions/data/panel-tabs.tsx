import { type KeyboardEvent, type ReactNode, useId } from 'react';
import './panel-tabs.css';

/** Tabs inside a panel, as dense as the panel's own. Only the chosen one's content is there. */
export function PanelTabs<Id extends string>({
  label,
  tabs,
  selected,
  onSelect,
  isFlush = false,
  children,
}: {
  label: string;
  tabs: readonly { readonly id: Id; readonly label: string }[];
  selected: Id;
  onSelect(id: Id): void;
  /** Without room around the content, which then scrolls by itself. */
  isFlush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs[(to + tabs.length) % tabs.length]!;
    onSelect(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[id="${id}${next.id}"]`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className="sb-panel-tabs" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === selected}
            aria-controls={tab.id === selected ? `${id}panel` : undefined}
            tabIndex={tab.id === selected ? 0 : -1}
            className="sb-panel-tab"
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        id={`${id}panel`}
        role="tabpanel"
        aria-labelledby={`${id}${selected}`}
        className={`sb-panel-content${isFlush ? ' sb-panel-flush' : ''}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}
