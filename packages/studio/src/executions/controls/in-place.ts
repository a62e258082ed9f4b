/** Items that have no identity but their place in the list: cells of a value, lines of a text. */
export const inPlace = <Item>(
  items: readonly Item[],
): readonly { readonly item: Item; readonly place: number }[] =>
  items.map((item, place) => ({ item, place }));
