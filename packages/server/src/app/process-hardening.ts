import { setFlagsFromString } from 'node:v8';

/**
 * What the whole process needs before it reads anything from outside. These are Node's flags `--disable-proto=delete`,
 * `--disable-sigusr1` and V8's two for regular expressions, switched on at run time, so that they hold however the
 * program was started. Call it once, before other rooms are loaded.
 */
export const hardenProcess = (): void => {
  // Data has keys of any name; without this accessor none of them reaches a prototype. `delete` and not `throw`,
  // since Node's own reader of headers assigns to whatever name came in.
  Reflect.deleteProperty(Object.prototype, '__proto__');

  // A signal from any process of the same user, a sandbox's child included, would open the debugger's port.
  if (process.platform !== 'win32') process.on('SIGUSR1', ignore);

  // A pattern that backtracks 50,000 times goes on in V8's engine of linear time.
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString('--regexp-backtracks-before-fallback=50000');
};

const ignore = () => {};
