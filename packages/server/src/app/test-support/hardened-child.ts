/** Run by process-hardening.test.ts: hardens itself and says what became of it. */
import { hardenProcess } from '../process-hardening.ts';

hardenProcess();
const parsed = JSON.parse('{"__proto__":{"polluted":1}}');
const assigned = Object.assign({}, parsed);
const slow = /^(a+)+$/;
const before = performance.now();
slow.test(`${'a'.repeat(30)}!`);
console.log(
  JSON.stringify({
    accessor: '__proto__' in {},
    ownKeys: Object.keys(assigned),
    isPolluted: 'polluted' in assigned || 'polluted' in {},
    literal: Object.getPrototypeOf({ __proto__: null }) === null,
    regularExpressionMs: performance.now() - before,
    listeners: process.listenerCount('SIGUSR1'),
  }),
);
