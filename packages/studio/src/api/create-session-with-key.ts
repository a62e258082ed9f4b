import { createStreambedClient } from '@streambed/client';
import type { CreateSession } from './session.ts';
import { signInErrorFrom } from './sign-in-error.ts';

/** CreateSession, signed here with the key: the server sees a signature, never the secret. */
export const createSessionWithKey =
  (endpoint: string): CreateSession =>
  async ({ accessKeyId, secretAccessKey, region }) => {
    /** The server's clock, from whatever it answered last. */
    let date: string | null = null;
    const client = createStreambedClient({
      endpoint,
      region,
      credentials: async () => ({ accessKeyId, secretAccessKey }),
      fetch: async (...request) => {
        const response = await fetch(...request);
        date = response.headers.get('date');
        return response;
      },
    });
    try {
      return await client.createSession();
    } catch (error) {
      throw signInErrorFrom(error, date, Date.now());
    }
  };
