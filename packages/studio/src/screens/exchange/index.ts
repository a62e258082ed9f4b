export { ExportDialog } from './export-dialog.tsx';
export { ExportPage } from './export-page.tsx';
export { type ExportAlias, type ExportForm, ExportPanel, type ExportPanelProps } from './export-panel.tsx';
export { ImportPage } from './import-page.tsx';
