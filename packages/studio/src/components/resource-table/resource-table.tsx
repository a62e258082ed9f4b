import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type MouseEvent, type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { componentMessages } from '../../messages/components.ts';
import { ErrorAlert } from '../error-alert.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { type ColumnTaste, useColumnTaste } from './column-taste.ts';
import { LookButton, QuickLook } from './quick-look.tsx';
import { type RowAction, RowMenu } from './row-menu.tsx';
import { type ResourceFilter, TableFilter } from './table-filter.tsx';
import { compareBy, matchesFilter } from './table-query.ts';
import { useFocusOfRows } from './use-focus-of-rows.ts';
import { useLook } from './use-look.ts';
import type { Pages } from './use-pages.ts';
import { useSteadyOrder } from './use-steady-order.ts';
import { useTableQuery } from './use-table-query.ts';
import './resource-table.css';

export interface ResourceColumn<Item> {
  readonly id: string;
  readonly header: string;
  cell(item: Item): ReactNode;
  /** What rows are ordered by; a column without it cannot be sorted by. */
  sortBy?(item: Item): string | number | undefined;
  /** Pixels at first; people may change it. */
  readonly width?: number;
  readonly minWidth?: number;
  /** The column that names the row: its link. It is always shown. */
  readonly isRowHeader?: boolean;
  /** Shown only when somebody asks for it. */
  readonly isHiddenAtFirst?: boolean;
  /** Left out of windows narrower than this, in pixels, unless somebody asks for it. */
  readonly hiddenBelow?: number;
}

export interface ResourceTableProps<Item> {
  /** Names what is remembered of the table on this device: `flows`. */
  readonly name: string;
  /** `Flows`; the page's heading. */
  readonly title: string;
  readonly description?: ReactNode;
  readonly headingTag?: 'h1' | 'h2' | 'h3';
  readonly pages: Pages<Item>;
  idOf(item: Item): string;
  /** What people call a row, for the names of its controls. */
  nameOf(item: Item): string;
  readonly columns: readonly ResourceColumn<Item>[];
  readonly filters?: readonly ResourceFilter<Item>[];
  /** The server has filtered already: the page reads `useTableQuery` and asks for what it says. */
  readonly isFilteredByServer?: boolean;
  /** At the right of the heading; one of them primary. */
  readonly actions?: ReactNode;
  rowActions?(item: Item): readonly RowAction[];
  /** What is shown of a row beside the table, without leaving it. */
  quickLook?(item: Item): ReactNode;
  /** Above the rows while some are selected; without it rows cannot be selected. */
  selectionActions?(selected: readonly Item[], clear: () => void): ReactNode;
  /** One sentence of purpose, and what to do. */
  readonly empty: { readonly text: string; readonly actions?: ReactNode };
  readonly initialSort?: { readonly column: string; readonly isDescending: boolean };
  readonly skeletonRows?: number;
}

/**
 * The one list of the studio: heading with count, filter in the address, columns to sort, size and choose, skeleton,
 * empty, no match, failed, stale, selection, row menu, pages behind one continuous table. Source: studio.md section 2.
 */
export function ResourceTable<Item>(props: ResourceTableProps<Item>) {
  const {
    name,
    title,
    pages,
    columns,
    filters = [],
    idOf,
    nameOf,
    rowActions,
    quickLook,
    selectionActions,
    empty,
  } = props;
  const { query, setFilter, setSort } = useTableQuery(props.initialSort);
  const look = useLook();
  const taste = useColumnTaste(name);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [isPointedAt, setPointedAt] = useState(false);
  const words = componentMessages.table;

  const matching = useMemo(() => {
    const reader = {
      value: (item: Item, key: string) => filters.find((filter) => filter.key === key)?.value(item),
      texts: (item: Item) =>
        filters.flatMap((filter) => {
          const value = filter.value(item);
          return value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
        }),
    };
    const found = props.isFilteredByServer
      ? pages.items
      : pages.items.filter((item) => matchesFilter(item, query.filter, reader));
    const sortBy = columns.find(({ id }) => id === query.sort?.column)?.sortBy;
    return sortBy && query.sort ? found.toSorted(compareBy(sortBy, query.sort.isDescending)) : found;
  }, [pages.items, query, filters, columns, props.isFilteredByServer]);
  const rows = useSteadyOrder(matching, idOf, isPointedAt, JSON.stringify(query));
  const selected = useMemo(
    () => rows.filter((item) => selectedIds.has(idOf(item))),
    [rows, selectedIds, idOf],
  );

  const definitions = useMemo(
    (): readonly TableProps.ColumnDefinition<Item>[] => [
      ...columns.map((column) => {
        const width = taste.widths[column.id] ?? column.width;
        return {
          id: column.id,
          header: column.header,
          cell: column.cell,
          isRowHeader: column.isRowHeader ?? false,
          minWidth: column.minWidth ?? 72,
          ...(width !== undefined && { width }),
          ...(column.sortBy && { sortingField: column.id }),
        };
      }),
      ...(rowActions
        ? [
            {
              id: ROW_MENU,
              header: <span className="sb-visually-hidden">{componentMessages.table.actions(title)}</span>,
              cell: (item: Item) => (
                <span className="sb-row-controls">
                  {quickLook && (
                    <LookButton
                      name={nameOf(item)}
                      isOpen={look.id === idOf(item)}
                      onToggle={() => look.toggle(idOf(item))}
                    />
                  )}
                  <RowMenu name={nameOf(item)} actions={rowActions(item)} />
                </span>
              ),
              width: quickLook ? 92 : 64,
              minWidth: quickLook ? 92 : 64,
            },
          ]
        : []),
    ],
    [columns, taste.widths, rowActions, quickLook, look, idOf, nameOf, title],
  );
  const width = useSyncExternalStore(subscribeToWidth, windowWidth);
  const shown = useMemo(() => shownColumns(columns, taste, width), [columns, taste, width]);
  const sortingColumn = definitions.find(({ id }) => id === query.sort?.column);

  const body = useRef<HTMLDivElement>(null);
  const noteFocus = useFocusOfRows(body, rows);
  const hasFilter = query.filter.tokens.length > 0;
  const clearFilter = () => setFilter({ tokens: [], operation: 'and' });
  const count = pages.hasMore ? `${pages.items.length}+` : `${pages.items.length}`;
  const counter = hasFilter && !props.isFilteredByServer ? `(${matching.length}/${count})` : `(${count})`;
  const failed = pages.error && (
    <ErrorAlert
      error={pages.error}
      title={words.failed(title)}
      {...(pages.items.length > 0 && { hint: words.stale })}
      onRetry={pages.reload}
    />
  );
  const header = (
    <Header
      variant="h1"
      {...(props.headingTag && { headingTagOverride: props.headingTag })}
      {...(!pages.isLoading && (pages.items.length > 0 || !pages.error) && { counter })}
      {...(props.description !== undefined && { description: props.description })}
      actions={
        <div className="sb-resource-table-buttons">
          {filters.length === 0 && <ColumnMenu columns={columns} shown={shown} onChange={taste.setShown} />}
          {props.actions}
        </div>
      }
    >
      {title}
    </Header>
  );
  if (failed && pages.items.length === 0)
    return (
      <SpaceBetween size="m">
        {header}
        {failed}
      </SpaceBetween>
    );

  const clearSelection = () => setSelectedIds(new Set());
  const looked = quickLook && rows.find((item) => idOf(item) === look.id);
  const table = (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click anywhere on a row is a click on its link
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link itself is what the keyboard has
    <div
      ref={body}
      className="sb-resource-table"
      onClick={followRow}
      onFocus={noteFocus}
      onPointerOver={(event) => setPointedAt((event.target as Element).closest('tbody') !== null)}
      onPointerLeave={() => setPointedAt(false)}
    >
      {failed && <div className="sb-resource-table-failed">{failed}</div>}
      <Table
        variant="borderless"
        items={rows}
        trackBy={idOf}
        columnDefinitions={definitions}
        columnDisplay={[
          ...shown.map(({ id, isShown }) => ({ id, visible: isShown })),
          ...(rowActions ? [{ id: ROW_MENU, visible: true }] : []),
        ]}
        resizableColumns
        stickyHeader
        {...(rowActions && { stickyColumns: { last: 1 } })}
        contentDensity="compact"
        loading={pages.isLoading}
        loadingText={words.loading(title)}
        skeleton={{ totalRows: props.skeletonRows ?? 8 }}
        onColumnWidthsChange={({ detail }) => {
          const visible = shown.filter(({ isShown }) => isShown);
          taste.setWidths(Object.fromEntries(visible.map(({ id }, at) => [id, detail.widths[at] ?? 0])));
        }}
        {...(sortingColumn?.sortingField !== undefined && {
          sortingColumn: { sortingField: sortingColumn.sortingField },
        })}
        sortingDescending={query.sort?.isDescending ?? false}
        onSortingChange={({ detail }) =>
          setSort({
            column: detail.sortingColumn.sortingField ?? '',
            isDescending: detail.isDescending ?? false,
          })
        }
        {...(selectionActions && {
          selectionType: 'multi' as const,
          selectedItems: selected,
          onSelectionChange: ({ detail }: { detail: TableProps.SelectionChangeDetail<Item> }) =>
            setSelectedIds(new Set(detail.selectedItems.map(idOf))),
        })}
        ariaLabels={{
          tableLabel: title,
          allItemsSelectionLabel: () => words.selectAll,
          itemSelectionLabel: (_, item) => words.select(nameOf(item)),
          selectionGroupLabel: words.selectAll,
          resizerRoleDescription: words.resize,
        }}
        renderAriaLive={({ firstIndex, lastIndex, totalItemsCount }) =>
          totalItemsCount === undefined
            ? words.rows(rows.length)
            : words.shown(firstIndex, lastIndex, totalItemsCount)
        }
        header={header}
        filter={
          <div className="sb-resource-table-tools">
            {filters.length > 0 && (
              <div className="sb-resource-table-filter">
                <TableFilter
                  title={title}
                  filters={filters}
                  items={pages.items}
                  filter={query.filter}
                  count={matching.length}
                  onChange={setFilter}
                />
              </div>
            )}
            {selected.length > 0 && selectionActions && (
              <section className="sb-resource-table-selection" aria-label={words.selected(selected.length)}>
                <span>{words.selected(selected.length)}</span>
                {selectionActions(selected, clearSelection)}
                <Button variant="inline-link" onClick={clearSelection}>
                  {words.clearSelection}
                </Button>
              </section>
            )}
            {filters.length > 0 && <ColumnMenu columns={columns} shown={shown} onChange={taste.setShown} />}
          </div>
        }
        empty={
          <div className="sb-resource-table-empty">
            <p>{hasFilter ? words.noMatch : empty.text}</p>
            <div className="sb-resource-table-buttons">
              {hasFilter ? <Button onClick={clearFilter}>{words.clearFilter}</Button> : empty.actions}
            </div>
          </div>
        }
        footer={pages.hasMore && <More pages={pages} />}
      />
    </div>
  );
  if (!quickLook) return table;
  return (
    <div className="sb-quick-look-pane">
      <div className="sb-quick-look-main">{table}</div>
      {looked && (
        <QuickLook key={idOf(looked)} name={nameOf(looked)} onClose={look.close}>
          {quickLook(looked)}
        </QuickLook>
      )}
    </div>
  );
}

const ROW_MENU = 'row-menu';

/** A click on a row is a click on its link, with the same keys held; controls inside rows keep their own. */
const followRow = (event: MouseEvent) => {
  const target = event.target as Element;
  if (target.closest('a, button, input, label, select, [role="menu"], [role="menuitem"], thead')) return;
  if (getSelection()?.isCollapsed === false) return;
  const link = target.closest('tbody tr')?.querySelector<HTMLAnchorElement>('a.sb-row-link');
  const { ctrlKey, metaKey, shiftKey } = event;
  link?.dispatchEvent(
    new globalThis.MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
  );
};

const shownColumns = <Item,>(
  columns: readonly ResourceColumn<Item>[],
  { shown }: ColumnTaste,
  width: number,
) =>
  columns.map(({ id, header, isRowHeader = false, isHiddenAtFirst, hiddenBelow = 0 }) => ({
    id,
    header,
    isShown: isRowHeader || (shown[id] ?? !(isHiddenAtFirst || width < hiddenBelow)),
    isFixed: isRowHeader,
  }));

/** In steps, so that a window being dragged does not paint the table all the way. */
const windowWidth = () => Math.floor(innerWidth / 100) * 100;
const subscribeToWidth = (listener: () => void): (() => void) => {
  addEventListener('resize', listener);
  return () => removeEventListener('resize', listener);
};

function More<Item>({ pages }: { readonly pages: Pages<Item> }) {
  const words = componentMessages.table;
  return (
    <div className="sb-resource-table-more">
      <span className="sb-figure">{words.loaded(pages.items.length)}</span>,{' '}
      {pages.isLoadingMore ? (
        <span role="status">{words.loadingMore}</span>
      ) : (
        <Button variant="inline-link" onClick={pages.loadMore}>
          {words.more}
        </Button>
      )}
    </div>
  );
}
