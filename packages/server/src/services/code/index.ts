export { type CodeLog, type CodePortParts, createCodePort, type ManagedCodePort } from './code-port.ts';
export type { CodeConfiguration, ConfinementLevel } from './configuration.ts';
export type { PoolStatus } from './python-pool.ts';
