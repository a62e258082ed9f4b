"""The Python runtime of embedded functions: loads the author's handler and feeds it events from the Lambda Runtime
API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Runs in a child process; standard library only.
"""

import http.client
import importlib
import json
import logging
import os
import re
import sys
import time
import traceback

API = "/2018-06-01/runtime"
JSON = {"Content-Type": "application/json"}


class RuntimeApi:
    """The child's side of the Runtime API; a server that is gone ends this process."""

    def __init__(self, address, token):
        self._connection = http.client.HTTPConnection(address)
        self._token = token

    def exchange(self, method, path, body=None, headers=None):
        try:
            self._connection.request(
                method, API + path, body, {**(headers or {}), "Streambed-Runtime-Token": self._token}
            )
            response = self._connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException):
            os._exit(1)

    def report(self, path, fault):
        kind = re.sub(r"[^\w.-]", "_", fault["errorType"], flags=re.ASCII)[:200]
        self.exchange("POST", path, dumps(fault), {**JSON, "Lambda-Runtime-Function-Error-Type": kind})


class Context:
    """What a handler gets as its second argument, named as in Lambda."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))


class MarshalError(Exception):
    """The handler's result has no JSON form."""


def dumps(value):
    """JSON as UTF-8; NaN and infinities are no JSON, half of a surrogate pair is no UTF-8."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False).encode("utf-8")


def describe(error, kind=None):
    return {
        "errorType": kind or type(error).__name__,
        "errorMessage": str(error),
        "stackTrace": traceback.format_tb(error.__traceback__)[1:],
    }


class HandlerProblem(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def load(name):
    """`lambda_function.lambda_handler`, `src/app.handler`: the module before the last dot, then the function."""
    module_name, _, function_name = name.rpartition(".")
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except SyntaxError as error:
        raise HandlerProblem("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    except ImportError as error:
        raise HandlerProblem("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    handler = getattr(module, function_name, None)
    if not callable(handler):
        raise HandlerProblem(
            "Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'"
        )
    return handler


class LogFormat(logging.Formatter):
    """Lambda's line for the logging module, with the id of the running request."""

    request_id = ""

    def __init__(self):
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(request)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record):
        record.request = LogFormat.request_id
        return super().format(record)


def end_of_output(request_id):
    """Tells the parent that all output of an invocation is written: its log is complete then."""
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except (ValueError, OSError):
            pass
        write_all(number, f"\x1eend {request_id}\n".encode())


def write_all(number, data):
    try:
        while data:
            data = data[os.write(number, data):]
    except OSError:
        pass


def run(handler, body, context):
    result = handler(json.loads(body), context)
    try:
        return dumps(result)
    except (TypeError, ValueError, RecursionError) as error:
        raise MarshalError(f"Unable to marshal response: {error}") from error


def main():
    # Known to this process only, and gone from the environment before the author's code can hand it on.
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"], os.environ.pop("STREAMBED_RUNTIME_TOKEN"))
    # The author's modules come first, this file's folder not at all.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    output = logging.StreamHandler()
    output.setFormatter(LogFormat())
    logging.getLogger().addHandler(output)
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:  # whatever the author's module raises while it loads
        traceback.print_exc()
        api.report("/init/error", describe(error.__cause__ or error, getattr(error, "kind", None))
                   | {"errorMessage": str(error)})
        sys.exit(1)
    while True:
        headers, body = api.exchange("GET", "/invocation/next")
        context = Context(headers)
        LogFormat.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        path = f"/invocation/{context.aws_request_id}"
        fault = answer = None
        try:
            answer = run(handler, body, context)
        except MarshalError as error:
            fault = describe(error, "Runtime.MarshalError")
        except Exception as error:  # the author's failure is the invocation's, not the runtime's
            # From the author's first line on; the frames before it are this file's.
            frames = error.__traceback__.tb_next.tb_next or error.__traceback__
            traceback.print_exception(type(error), error, frames)
            fault = describe(error)
        end_of_output(context.aws_request_id)
        if fault:
            api.report(f"{path}/error", fault)
        else:
            api.exchange("POST", f"{path}/response", answer, JSON)


main()
