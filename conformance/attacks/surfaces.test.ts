import { describe, expect, test } from 'vitest';
import { credentials, region } from '../durability/server-process.ts';
import { signedHeaders } from '../support/signer.ts';
import { attackedServer } from './attacked-server.ts';
import { getRequest, rawExchange } from './raw-exchange.ts';

const attacked = attackedServer();

/** threats.md rows 55 and 57 */
describe('nothing but the API and /health is there', () => {
  const paths = [
    '/',
    '/metrics',
    '/debug',
    '/debug/pprof/heap',
    '/debug/vars',
    '/json/list',
    '/status',
    '/health/',
    '/health/details',
    '/HEALTH',
    '/healthz',
    '/info',
    '/version',
    '/.env',
    '/.git/config',
    '/.streambed/credentials.json',
    '/credentials.json',
    '/streambed.db',
    '/server.json',
    '/package.json',
    '/node_modules/node/package.json',
    '/packages/cli/src/command-line.ts.map',
    '/api',
    '/api/docs',
    '/docs',
    '/openapi.json',
    '/swagger.json',
    '/graphql',
    '/admin',
    '/login',
    '/favicon.ico',
    '/robots.txt',
    '/..%2f..%2fetc%2fpasswd',
    '/../../etc/passwd',
    '/latest/meta-data/iam/security-credentials/',
    '/2018-06-01/runtime/invocation/next',
    '/minio/health/live',
  ];

  test.each(paths)(
    '%s is refused unsigned like every path, and is not found when it is signed',
    async (path) => {
      const unsigned = await rawExchange(attacked.server.port, getRequest(path));
      expect(unsigned).toMatch(/^HTTP\/1\.1 403 /);
      expect(unsigned).not.toMatch(/^(server|x-powered-by|via):/im);
      expect(unsigned).not.toContain(import.meta.dirname.split('/conformance')[0]);
      const url = new URL(attacked.server.url);
      const headers = await signedHeaders({ method: 'GET', path }, url, { credentials, region });
      const signed = await rawExchange(attacked.server.port, getRequest(path, headers));
      expect(signed).toMatch(/^HTTP\/1\.1 (404|400) /);
    },
  );

  test.each([
    ['a key', { 'x-api-key': 'x' }],
    ['a bearer token', { authorization: 'Bearer x' }],
    ['a user and password', { authorization: `Basic ${btoa('root:root')}` }],
    ['the old signature', { authorization: 'AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=' }],
    ['a cookie', { cookie: 'session=x' }],
    ['a forwarded address', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' }],
    ['another path by header', { 'x-original-url': '/health', 'x-rewrite-url': '/health' }],
    ['another method by header', { 'x-http-method-override': 'DELETE' }],
  ])('%s opens no door', async (_what, headers) => {
    for (const path of ['/flows/', '/flows/?x-amz-security-token=x&token=x&access_token=x&api_key=x']) {
      const answer = await rawExchange(attacked.server.port, getRequest(path, headers));
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    }
  });

  test('the other origin of a browser is given no leave', async () => {
    const request = Buffer.from(
      'OPTIONS /flows/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: https://evil.example\r\n' +
        'Access-Control-Request-Method: POST\r\n\r\n',
    );
    const answer = await rawExchange(attacked.server.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).not.toMatch(/^access-control-/im);
  });
});
