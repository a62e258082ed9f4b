export { Copyable, type CopyableProps, CopyButton } from './copyable.tsx';
export { ErrorAlert, type ErrorAlertProps, type Failed } from './error-alert.tsx';
export { Duration, Money, type MoneyProps, RelativeTime } from './figures.tsx';
export { formatAgo, formatDuration, formatMoment, formatUsd } from './format.ts';
export { MenuButton, type MenuButtonProps, type MenuItem } from './menu-button.tsx';
export * from './resource-table/index.ts';
