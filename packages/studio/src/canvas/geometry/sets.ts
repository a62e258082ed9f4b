/** Whether both hold the same. */
export const isSameSet = <Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean => {
  if (a.size !== b.size) return false;
  for (const item of a) if (!b.has(item)) return false;
  return true;
};

/** What is in the first and not in the second. */
export const without = <Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): Set<Item> => {
  const rest = new Set<Item>();
  for (const item of a) if (!b.has(item)) rest.add(item);
  return rest;
};
