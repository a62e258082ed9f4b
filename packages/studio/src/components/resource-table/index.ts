export { type ResourceColumn, ResourceTable, type ResourceTableProps } from './resource-table.tsx';
export { RowLink } from './row-link.tsx';
export type { RowAction } from './row-menu.tsx';
export type { ResourceFilter } from './table-filter.tsx';
export type { FilterOperator, FilterQuery, FilterToken, TableQuery, TableSort } from './table-query.ts';
export { type Page, type Pages, type PagesOptions, usePages } from './use-pages.ts';
export { type TableQueryHandle, useTableQuery } from './use-table-query.ts';
