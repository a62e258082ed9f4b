/** How many tabs of this browser follow one run. */
export interface RunTabs {
  /** From now on this tab follows the run; undefined none. */
  follow(runId: string | undefined): void;
  close(): void;
}

interface Message {
  readonly type: 'here' | 'who' | 'left';
  readonly runId: string;
  readonly tab: string;
}

const isMessage = (data: unknown): data is Message =>
  typeof data === 'object' && data !== null && typeof (data as Message).runId === 'string';

/** Tells the number of tabs, this one included, whenever it changes. Without BroadcastChannel it is always 1. */
export const createRunTabs = (onCount: (count: number) => void): RunTabs => {
  if (typeof BroadcastChannel === 'undefined') return { follow() {}, close() {} };
  const channel = new BroadcastChannel('streambed-runs');
  const tab = crypto.randomUUID();
  const others = new Set<string>();
  let following: string | undefined;
  const say = (type: Message['type'], runId: string) => channel.postMessage({ type, runId, tab });
  channel.onmessage = ({ data }) => {
    if (!isMessage(data) || data.runId !== following) return;
    const before = others.size;
    if (data.type === 'left') others.delete(data.tab);
    else others.add(data.tab);
    if (data.type === 'who') say('here', following);
    if (others.size !== before) onCount(others.size + 1);
  };
  return {
    follow(runId) {
      if (runId === following) return;
      if (following !== undefined) say('left', following);
      following = runId;
      others.clear();
      onCount(1);
      if (runId !== undefined) say('who', runId);
    },
    close() {
      if (following !== undefined) say('left', following);
      channel.close();
    },
  };
};
