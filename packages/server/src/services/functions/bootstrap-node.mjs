/**
 * The Node runtime of embedded functions: loads the author's handler and feeds it events from the Lambda Runtime API
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Runs in a child process; standard library only.
 *
 * Handler forms: async, returning a value, or calling back `callback(error, result)`. A handler that does none of
 * these answers null once nothing is left to do.
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const API = '/2018-06-01/runtime';
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
// Known to this process only, and gone from the environment before the author's code can hand it on.
const token = process.env.STREAMBED_RUNTIME_TOKEN;
delete process.env.STREAMBED_RUNTIME_TOKEN;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const exit = process.exit.bind(process);
const stringify = JSON.stringify;
const write = {
  out: process.stdout.write.bind(process.stdout),
  err: process.stderr.write.bind(process.stderr),
};

/** One exchange with the Runtime API; a server that is gone ends this process. */
function exchange(method, path, body, headers = {}) {
  return new Promise((resolve) => {
    const gone = () => exit(1);
    const call = request(
      {
        host,
        port,
        method,
        path: API + path,
        agent,
        headers: { ...headers, 'streambed-runtime-token': token },
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
        response.on('error', gone);
      },
    );
    call.on('error', gone);
    call.end(body);
  });
}

/** What Lambda's Node runtime says about a value that was thrown. */
function describe(error, type) {
  if (error instanceof Error) {
    return {
      errorType: type ?? String(error.name),
      errorMessage: String(error.message),
      trace: String(error.stack ?? '').split('\n'),
    };
  }
  return { errorType: type ?? typeof error, errorMessage: String(error), trace: [] };
}

const report = (path, fault) =>
  exchange('POST', path, stringify(fault), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': fault.errorType.replace(/[^\w.-]/g, '_').slice(0, 200),
  });

/** `index.handler`, `src/app.api.handler`: the module up to the first dot of its last part, then names to follow. */
async function load(handlerName) {
  const slash = handlerName.lastIndexOf('/') + 1;
  const dot = handlerName.indexOf('.', slash);
  const stem = handlerName.slice(0, dot);
  const names = handlerName.slice(dot + 1).split('.');
  const module = await importModule(join(process.env.LAMBDA_TASK_ROOT, stem), stem);
  for (const candidate of [module, module.default]) {
    const found = names.reduce((value, name) => value?.[name], candidate);
    if (typeof found === 'function') return found;
  }
  const problem = new Error(`${handlerName} is undefined or not exported`);
  throw Object.assign(problem, { lambdaType: 'Runtime.HandlerNotFound' });
}

async function importModule(path, stem) {
  for (const extension of ['.mjs', '.js', '.cjs', '.ts', '.mts', '.cts']) {
    const url = pathToFileURL(path + extension).href;
    try {
      return await import(url);
    } catch (error) {
      // Only "this file is not there"; a module that the file itself misses is the author's to know.
      if (error?.code === 'ERR_MODULE_NOT_FOUND' && error.url === url) continue;
      const type = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : undefined;
      const missing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error?.code);
      throw typeof error === 'object' && error !== null
        ? Object.assign(error, { lambdaType: type ?? (missing ? 'Runtime.ImportModuleError' : undefined) })
        : error;
    }
  }
  const problem = new Error(`Cannot find module '${stem}' (with any of the endings .mjs .js .cjs .ts)`);
  throw Object.assign(problem, { lambdaType: 'Runtime.ImportModuleError' });
}

function contextOf(headers, callback) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: callback,
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? 'failed'),
  };
}

/** Set while an event is being handled: what to do when nothing is left that could still answer it. */
let idle = () => {};
process.on('beforeExit', () => idle());

function handle(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error == null ? resolve(result) : reject(error));
    idle = () => resolve(null);
    try {
      const result = handler(event, contextOf(headers, callback), callback);
      if (typeof result?.then === 'function') Promise.resolve(result).then(resolve, reject);
      // With a third parameter the answer is called back, and what an arrow function returns is chance.
      else if (result !== undefined && handler.length < 3) resolve(result);
    } catch (error) {
      reject(error);
    }
  });
}

/** Tells the parent that all output of an invocation is written: its log is complete then. */
function endOfOutput(requestId) {
  for (const stream of [write.out, write.err]) stream(`\u001eend ${requestId}\n`);
}

let current;
async function crash(error, type) {
  const fault = describe(error, type);
  write.err(`${fault.trace.join('\n') || fault.errorMessage}\n`);
  await report(current ? `/invocation/${current}/error` : '/init/error', fault);
  exit(1);
}
process.on('uncaughtException', (error) => crash(error));
process.on('unhandledRejection', (error) => crash(error, 'Runtime.UnhandledPromiseRejection'));

async function main() {
  let handler;
  try {
    handler = await load(process.env._HANDLER);
  } catch (error) {
    const fault = describe(error, error?.lambdaType);
    write.err(`${fault.trace.join('\n') || fault.errorMessage}\n`);
    await report('/init/error', fault);
    exit(1);
  }
  for (;;) {
    const next = await exchange('GET', '/invocation/next');
    current = next.headers['lambda-runtime-aws-request-id'];
    process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'];
    let answer;
    let fault;
    try {
      const result = await handle(handler, JSON.parse(next.body), next.headers);
      try {
        answer = stringify(result) ?? 'null';
      } catch (error) {
        fault = describe(error, 'Runtime.MarshalError');
      }
    } catch (error) {
      fault = describe(error);
      write.err(`${fault.trace.join('\n') || fault.errorMessage}\n`);
    }
    idle = () => {};
    endOfOutput(current);
    const path = `/invocation/${current}`;
    current = undefined;
    if (fault) await report(`${path}/error`, fault);
    else await exchange('POST', `${path}/response`, answer, { 'content-type': 'application/json' });
  }
}

await main();
