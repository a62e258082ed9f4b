export { afterPaint } from './after-paint.ts';
export * from './command-bar/index.ts';
export { ConfirmDelete, type ConfirmDeleteProps } from './confirm-delete.tsx';
export { Copyable, type CopyableProps, CopyButton } from './copyable.tsx';
export { Drawer, type DrawerProps } from './drawer.tsx';
export { ErrorAlert, type ErrorAlertProps, type Failed } from './error-alert.tsx';
export { Duration, Money, type MoneyProps, RelativeTime } from './figures.tsx';
export {
  formatAgo,
  formatCost,
  formatCount,
  formatDuration,
  formatMoment,
  formatUsd,
  principalName,
} from './format.ts';
export { KeyHints } from './key-hints.tsx';
export { lazyPart, persistently } from './lazy-part.ts';
export { MenuButton, type MenuButtonProps, type MenuItem } from './menu-button.tsx';
export { Modal, type ModalProps } from './modal.tsx';
export { cycleRegions, useRegionKeys } from './regions.ts';
export * from './resource-table/index.ts';
export { Sparkline, type SparklineProps } from './sparkline.tsx';
export { SplitPane, type SplitPaneProps, Splitter, type SplitterProps } from './splitter.tsx';
export { StateChip, type StateChipProps, type StateTone } from './state-chip.tsx';
export { showNotice, showToast, type ToastAction, Toasts } from './toasts.tsx';
export { useFocusSoon } from './use-focus-soon.ts';
