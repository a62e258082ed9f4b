import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/*
 * Rules that hold for every line of what runs (threats.md section 2), wherever it is written. A file that has to break
 * one stands in its list, with the reason.
 */

const root = join(import.meta.dirname, '..', '..');

const sources = globSync('packages/*/{src,bin}/**/*.{ts,mts,mjs,js,py}', { cwd: root })
  .filter((path) => !/\.test\.ts$|\.fixture\.ts$|test-support|\/testing\.ts$|store\/contract/.test(path))
  .map((path) => ({
    path: path.replaceAll('\\', '/').replace(/^packages\//, ''),
    code: withoutComments(readFileSync(join(root, path), 'utf8')),
  }));

interface Rule {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly allowed: Readonly<Record<string, string>>;
}

/** Attacks on our own sandbox, which the pool runs at its start: what they try has to fail. */
const PROBES = {
  'server/src/services/code/javascript-escape-probes.ts': 'tries it, to see that it fails',
  'server/src/services/code/python-escape-probes.ts': 'tries it, to see that it fails',
};

const rules: readonly Rule[] = [
  {
    rule: 'text is never run as code',
    pattern: /\beval\s*\(|\bnew Function\b|(?<![.\w])Function\(|['"`](?:node:)?vm['"`]|\brunIn\w*Context\b/,
    allowed: PROBES,
  },
  {
    rule: 'no shell reads what we start, and few places start anything',
    pattern: /\bchild_process\b|\bshell:\s*true|\bexecSync\b|\bos\.system\b|\bsubprocess\b/,
    allowed: {
      ...PROBES,
      'server/src/services/code/confinement.ts': 'asks which namespaces the kernel gives',
      'server/src/services/code/python-child.mts': 'takes the module away from the guest',
      'server/src/services/code/python-process.ts': 'starts the confined children of InlineCode',
      'server/src/services/functions/confinement.ts': 'asks which namespaces the kernel gives',
      'server/src/services/functions/python.ts': 'asks a Python for its version',
      'server/src/services/functions/runtime-process.ts': 'starts the confined children of functions',
    },
  },
  {
    rule: 'connections go out through services/outbound and the AWS SDK only (threats.md row 29)',
    pattern:
      /import (?!type)(?!\{[\s,]*(?:(?:isIP|isIPv4|isIPv6|BlockList|type \w+)[\s,]+)+\} from 'node:net')[^;]*['"](?:node:(?:http|https|http2|net|tls|dgram|dns)(?:\/promises)?|undici)['"]|import\(\s*['"](?:node:(?:http|https|http2|net|tls|dgram|dns)\b|undici)|(?<!typeof )globalThis\.fetch|(?<![.\w]|function |async )fetch\(/,
    allowed: {
      ...PROBES,
      'client/src/create-client.ts': 'a browser or a command calls the server that it was told',
      'studio/src/api/create-api.ts': 'the page calls its own server, as its policy has it',
      'studio/src/api/create-session-with-key.ts': 'the page calls its own server, as its policy has it',
      'studio/src/api/session.ts': 'the page calls its own server, as its policy has it',
      'studio/src/components/lazy-part.ts': 'the page asks whether its own server is there',
      'server/src/app/answer.ts': 'names of HTTP/2 error codes',
      'server/src/app/diagnosis/model-checks.ts': 'is given boundedFetch',
      'server/src/app/diagnosis/port-check.ts': 'streambed doctor tries the port of its own server',
      'server/src/app/listener.ts': 'the port that is listened on',
      'server/src/services/functions/bootstrap-node.mjs': "a function's child asks its parent for events",
      'server/src/services/functions/runtime-api.ts': 'the socket that children of functions ask',
      'server/src/services/aws/fetch-handler.ts': 'is given boundedFetch',
      'server/src/services/knowledge-bases/sources/web/fetch-page.ts': 'is given boundedFetch',
      'server/src/services/models/catalog/list-over-http.ts': 'is given boundedFetch',
      'server/src/services/models/ollama.ts': 'is given boundedFetch',
      'server/src/services/outbound/create-outbound.ts': 'the way out',
      'server/src/services/outbound/resolve.ts': 'the resolver of the way out',
    },
  },
  {
    rule: 'SQL is constant text: values are bound, names come from the program',
    pattern:
      /\bsql\.(?:raw|id|ref|table|lit|literal)\b|\bsql`|\.\$?(?:castTo)?rawBuilder\b|\.(?:prepare|exec)\(\s*`[^`]*\$\{/,
    allowed: {
      'server/src/store/dialects/sqlite/integrity.ts': "walks the program's own list of tables",
    },
  },
  {
    rule: 'the strict parser of Node reads requests, and nobody reads what misreads `__proto__`',
    pattern: /insecureHTTPParser:\s*true|\.headersDistinct\b|\.trailersDistinct\b/,
    allowed: {},
  },
  {
    rule: 'certificates are checked',
    pattern: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/,
    allowed: {},
  },
  {
    rule: 'digests and secrets are compared in constant time',
    pattern:
      /(?:signature|digest|secretAccessKey|\btoken)\b[^=!\n]{0,20}[=!]==?\s*(?!undefined|null|''|"")[\w.]*(?:signature|digest|secret|\btoken)\b/i,
    allowed: {
      'server/src/operations/idempotency.ts':
        'the digest of a request that its own sender repeats; no secret',
      'server/src/services/knowledge-bases/ingestion/document-work.ts':
        'digests of documents that say whether one has changed; no secret',
    },
  },
  {
    rule: 'no object takes the prototype of what was parsed',
    pattern:
      /Object\.assign\(\s*\{\}\s*,\s*JSON\.parse|Object\.setPrototypeOf\([^,]+,\s*(?!null)|\.__proto__\s*=/,
    allowed: PROBES,
  },
  {
    rule: 'JSON on standard output steers no terminal: jsonText writes it',
    pattern: /\bwrite\([^;]*JSON\.stringify/,
    allowed: {
      'server/src/app/log.ts': 'escapes by itself what is active',
      'studio/src/executions/data/value/json-part.ts': 'writes a text of its own, to a page',
    },
  },
  {
    rule: 'no debugger, no profiler, no hidden switch',
    pattern: /['"]node:inspector['"]|\binspector\.open\b|--inspect\b|\bprocess\._debug/,
    allowed: PROBES,
  },
];

test.each(rules)('$rule', ({ pattern, allowed }) => {
  const found = sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
  expect(found.filter((path) => !Object.hasOwn(allowed, path))).toEqual([]);
  // An exception that nothing needs any more is struck from the list.
  expect(
    Object.keys(allowed).filter((path) => allowed !== PROBES && !found.includes(path) && !(path in PROBES)),
  ).toEqual([]);
});

test('all of the sources were looked at', () => {
  expect(sources.length).toBeGreaterThan(200);
  for (const workspace of ['model', 'flow', 'server', 'cli'])
    expect(sources.some(({ path }) => path.startsWith(`${workspace}/`))).toBe(true);
});

/** Comments may name what the code must not do. Strings stay, so that a `//` within one hides at most its line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(?:\/\/|#).*$/gm, '');
}
