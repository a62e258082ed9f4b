/**
 * The stand-ins that a new node has until somebody chooses, since UpdateFlow takes no empty ones
 * (document/node-defaults.ts).
 */
export const isUnset = (value: string): boolean =>
  value === 'UNSET' || value === 'unset-bucket' || /:000000000000:.*unset/i.test(value);
