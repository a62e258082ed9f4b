import { useRef } from 'react';

/**
 * Rows in the order they were shown in before, while somebody is pointing at them: what is new comes after, what is
 * gone leaves. `key` names what the order follows from; when it changes, the new order holds at once.
 */
export const keepOrder = <Item>(
  items: readonly Item[],
  before: readonly string[],
  idOf: (item: Item) => string,
): readonly Item[] => {
  const places = new Map(before.map((id, index) => [id, index]));
  const place = (item: Item) => places.get(idOf(item)) ?? before.length;
  return items.toSorted((a, b) => place(a) - place(b));
};

export const useSteadyOrder = <Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  isHeld: boolean,
  key: string,
): readonly Item[] => {
  const shown = useRef<{ readonly key: string; readonly ids: readonly string[] }>({ key: '', ids: [] });
  const ordered = isHeld && shown.current.key === key ? keepOrder(items, shown.current.ids, idOf) : items;
  shown.current = { key, ids: ordered.map(idOf) };
  return ordered;
};
