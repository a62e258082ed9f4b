import { expect } from 'vitest';

/** What a test looks at when a call through the SDK fails. */
export interface Failure extends Error {
  readonly $metadata: {
    readonly httpStatusCode?: number;
    readonly attempts?: number;
    readonly requestId?: string;
  };
  readonly fieldList?: { name?: string; message?: string }[];
  readonly resourceName?: string;
}

/**
 * Waits for a call to fail with this exception and status, at its first attempt, with a message and a request id;
 * answers the failure.
 */
export const failureOf = async (call: Promise<unknown>, name: string, status: number): Promise<Failure> => {
  const failure = await call.then(
    (answer) => {
      throw new Error(`The call succeeded: ${JSON.stringify(answer)}`);
    },
    (error: unknown) => error as Failure,
  );
  expect(failure.$metadata, `${failure.stack}`).toBeDefined();
  expect({ name: failure.name, status: failure.$metadata.httpStatusCode }, failure.message).toEqual({
    name,
    status,
  });
  expect(failure.message).not.toBe('');
  expect(failure.$metadata.attempts).toBe(1);
  expect(failure.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  return failure;
};
