/** Waiting work of many accounts, handed out in turn, so that one busy account cannot starve the others. */
export interface FairQueue<Item> {
  readonly size: number;
  /** How many items of the account wait. */
  waiting(account: string): number;
  add(account: string, item: Item): void;
  /** Takes the item out again; false when it is not waiting any more. */
  remove(account: string, item: Item): boolean;
  /** The oldest item of the account whose turn it is, among those that `mayRun` lets through. */
  next(mayRun: (account: string) => boolean): { readonly account: string; readonly item: Item } | undefined;
}

/** An empty queue: first come first served within an account, round robin between accounts. */
export const createFairQueue = <Item>(): FairQueue<Item> => {
  // A Map keeps insertion order; the account that was served goes to its end.
  const lines = new Map<string, Item[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    waiting: (account) => lines.get(account)?.length ?? 0,
    add(account, item) {
      const line = lines.get(account);
      if (line) line.push(item);
      else lines.set(account, [item]);
      size += 1;
    },
    remove(account, item) {
      const line = lines.get(account);
      const at = line?.indexOf(item) ?? -1;
      if (!line || at < 0) return false;
      line.splice(at, 1);
      if (line.length === 0) lines.delete(account);
      size -= 1;
      return true;
    },
    next(mayRun) {
      for (const [account, line] of lines) {
        if (!mayRun(account)) continue;
        const item = line.shift();
        lines.delete(account);
        if (line.length > 0) lines.set(account, line);
        if (item === undefined) continue;
        size -= 1;
        return { account, item };
      }
      return undefined;
    },
  };
};
