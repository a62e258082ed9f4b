export { PublishDialog, type PublishDialogProps } from './publish-dialog.tsx';
export { VersionsPage } from './versions-page.tsx';
