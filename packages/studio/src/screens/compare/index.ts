export { ChangeList, type ChangeListProps } from './change-list.tsx';
export { ComparePage } from './compare-page.tsx';
export { DiffSummary } from './diff-summary.tsx';
