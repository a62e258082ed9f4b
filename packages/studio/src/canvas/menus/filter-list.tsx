import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface FilterOption {
  readonly id: string;
  readonly label: string;
  readonly line?: string;
  readonly icon?: ReactNode;
  /** Why it cannot be chosen; it is listed nevertheless. */
  readonly reason?: string | undefined;
  readonly heading?: string;
  /** A second way to choose it, at its right end; → chooses it by keyboard. */
  readonly side?: { readonly label: string; choose(): void };
  choose(): void;
}

export interface FilterListProps {
  readonly label: string;
  readonly listLabel: string;
  readonly placeholder: string;
  readonly typed: string;
  onType(typed: string): void;
  readonly options: readonly FilterOption[];
  readonly none: string;
  onRefused?(option: FilterOption): void;
}

/** A combobox with its list always open: type to filter, arrows to walk, Enter to choose. The focus stays in the field. */
export const FilterList = ({
  label,
  listLabel,
  placeholder,
  typed,
  onType,
  options,
  none,
  onRefused,
}: FilterListProps) => {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const at = Math.min(active, options.length - 1);
  const current = options[at];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const choose = (option: FilterOption | undefined) => {
    if (!option) return;
    if (option.reason === undefined) option.choose();
    else onRefused?.(option);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % options.length,
      ArrowUp: (at - 1 + options.length) % options.length,
      PageDown: Math.min(options.length - 1, at + 6),
      PageUp: Math.max(0, at - 6),
    };
    const next = steps[event.key];
    if (next !== undefined && options.length > 0) setActive(next);
    else if (event.key === 'Enter') choose(current);
    else if (
      event.key === 'ArrowRight' &&
      current?.side &&
      current.reason === undefined &&
      event.currentTarget.selectionStart === typed.length
    )
      current.side.choose();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="sb-filter-field"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current ? `${id}-${current.id}` : undefined}
        placeholder={placeholder}
        data-autofocus=""
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setActive(0);
          onType(event.target.value);
        }}
        onKeyDown={key}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className="sb-filter-list"
        role="listbox"
        aria-label={listLabel}
        tabIndex={-1}
      >
        {options.map((option, index) => (
          <div key={option.id} role="presentation">
            {option.heading !== undefined && (
              <div className="sb-filter-heading" role="presentation">
                {option.heading}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys choose */}
            <div
              id={`${id}-${option.id}`}
              className="sb-filter-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              aria-disabled={option.reason !== undefined}
              onPointerMove={() => setActive(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.icon}
              <span className="sb-filter-option-text">
                <div className="sb-filter-option-label">{option.label}</div>
                {(option.reason ?? option.line) !== undefined && (
                  <div className="sb-filter-option-line">{option.reason ?? option.line}</div>
                )}
              </span>
              {option.side && option.reason === undefined && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: → chooses it from the field
                // biome-ignore lint/a11y/noStaticElementInteractions: an option may hold no button
                <span
                  className="sb-filter-side"
                  onClick={(event) => {
                    event.stopPropagation();
                    option.side?.choose();
                  }}
                >
                  {option.side.label}
                </span>
              )}
            </div>
          </div>
        ))}
      </div>
      {options.length === 0 && <div className="sb-filter-none">{none}</div>}
    </>
  );
};
