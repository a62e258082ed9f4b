export { type CheckedFilter, checkFilter } from './check-filter.ts';
export { matchesFilter } from './matches-filter.ts';
