export { ExchangeError } from './exchange-error.ts';
export type { FlowFile, FlowSource } from './flow-source.ts';
export { nearest } from './nearest.ts';
export { parseText } from './parse-text.ts';
export { readFlows } from './read-flows.ts';
export { unknownMembers } from './unknown-members.ts';
export { type FlowRequest, writeRequest, writeTemplate } from './write-cloudformation.ts';
