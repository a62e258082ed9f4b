import type { FlowNodeType } from '@streambed/model/bedrock-agent';

const KEY = 'streambed.recent-node-types';
const MOST = 4;

/** Types that this person added last, the latest first. A browser that keeps nothing has none. */
export const recentTypes = (): readonly string[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((type) => typeof type === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
};

export const noteRecent = (type: FlowNodeType): void => {
  try {
    const types = [type, ...recentTypes().filter((other) => other !== type)].slice(0, MOST);
    localStorage.setItem(KEY, JSON.stringify(types));
  } catch {
    // Storage may be full or forbidden; the list is a convenience.
  }
};
