import type { ComponentProps } from 'react';

/**
 * Parts of grids and trees whose rows are drawn only where they are seen, which a table cannot. The grid itself has focus
 * and keys, since its rows come and go as it is scrolled.
 */
const part = (role: string) => (props: ComponentProps<'div'>) => <div {...props} role={role} />;

export const Grid = part('grid');
export const TreeGrid = part('treegrid');
export const RowGroup = part('rowgroup');
export const GridRow = part('row');
export const RowHeader = part('rowheader');
export const GridCell = part('gridcell');
export const ColumnHeader = part('columnheader');
export const TreeItem = part('treeitem');
export const Option = part('option');
