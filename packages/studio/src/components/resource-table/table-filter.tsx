import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import { componentMessages } from '../../messages/components.ts';
import type { FilterOperator, FilterQuery, FilterValue } from './table-query.ts';

export interface ResourceFilter<Item> {
  readonly key: string;
  readonly label: string;
  value(item: Item): FilterValue;
  /** `text`: contains and the like; `choice`: is, is not; `number`: the orders too. */
  readonly kind: 'text' | 'choice' | 'number';
  /** Offered while typing, besides what the rows have. */
  readonly options?: readonly { readonly value: string; readonly label?: string }[];
}

const OPERATORS: Readonly<Record<ResourceFilter<unknown>['kind'], readonly FilterOperator[]>> = {
  text: [':', '!:', '=', '!=', '^'],
  choice: ['=', '!='],
  number: ['=', '!=', '<', '<=', '>', '>='],
};
/** Values offered for a property; more are found by typing. */
const MOST_OPTIONS = 200;

export interface TableFilterProps<Item> {
  readonly title: string;
  readonly filters: readonly ResourceFilter<Item>[];
  readonly items: readonly Item[];
  readonly filter: FilterQuery;
  readonly count: number;
  onChange(filter: FilterQuery): void;
}

/** Tokens of property, operator and value, or plain text; completes from what the rows have. */
export function TableFilter<Item>({
  title,
  filters,
  items,
  filter,
  count,
  onChange,
}: TableFilterProps<Item>) {
  const words = componentMessages.table;
  const properties = useMemo(
    () =>
      filters.map(
        ({ key, label, kind }): PropertyFilterProps.FilteringProperty => ({
          key,
          propertyLabel: label,
          groupValuesLabel: componentMessages.table.values(label),
          operators: [...OPERATORS[kind]],
          defaultOperator: OPERATORS[kind][0] as FilterOperator,
        }),
      ),
    [filters],
  );
  const options = useMemo(() => optionsOf(filters, items), [filters, items]);
  return (
    <PropertyFilter
      query={{ tokens: [...filter.tokens], operation: filter.operation }}
      onChange={({ detail }) =>
        onChange({
          operation: detail.operation,
          tokens: detail.tokens.map(({ propertyKey, operator, value }) => ({
            ...(propertyKey !== undefined && { propertyKey }),
            operator: operator as FilterOperator,
            value: String(value),
          })),
        })
      }
      filteringProperties={properties}
      filteringOptions={options}
      filteringPlaceholder={words.filterPlaceholder}
      filteringAriaLabel={words.filter(title)}
      i18nStrings={{ enteredTextLabel: words.useText }}
      countText={words.matches(count)}
      expandToViewport
    />
  );
}

const optionsOf = <Item,>(
  filters: readonly ResourceFilter<Item>[],
  items: readonly Item[],
): readonly PropertyFilterProps.FilteringOption[] =>
  filters.flatMap(({ key, options = [], value, kind }) => {
    const offered = new Map(options.map((option) => [option.value, option.label]));
    if (kind !== 'number')
      for (const item of items) {
        const found = value(item);
        const each = found === undefined ? [] : Array.isArray(found) ? found : [String(found)];
        for (const text of each)
          if (text !== '' && offered.size < MOST_OPTIONS) offered.set(text, offered.get(text));
      }
    return [...offered].map(([text, label]) => ({
      propertyKey: key,
      value: text,
      ...(label !== undefined && { label }),
    }));
  });
