import { versionMessages } from '../../messages/versions.ts';

const { next, previous } = versionMessages.compare;

/** The characters that walk the changes; people may choose others, as for every shortcut of one character. */
export const WALK_KEYS = {
  next: { id: 'compare.next', label: next, keys: ['.'] },
  previous: { id: 'compare.previous', label: previous, keys: [','] },
} as const;
