import { JSON_DEPTH, JSON_KEYS, JSON_NODES } from './bounded-json.ts';

/** The name of the author's code in tracebacks. */
const FILE_NAME = '<InlineCode>';

/**
 * The Python around an author's code. It evaluates to a function from the request's JSON text
 * `{"code": …, "inputs": {…}}` to a letter (a FrameKind) followed by JSON: `V` and the result, `J` and
 * `{"message"}`, or `E` and `{"type", "message", "line", "text", "memory"}`, where `memory` is the error that says that
 * memory ran out, if that is why the code failed.
 *
 * It does what a REPL does: all statements but the last run; an expression at the end is evaluated and is the result;
 * the expressions inside a compound statement at the end count as a REPL would echo them, the last one is the result.
 * Everything it needs is bound before the author's code runs, so that names which the code redefines do not matter.
 */
export const PYTHON_RUNNER = `
def _make_runner():
    import ast, builtins, json, linecache, random, sys, types
    from builtins import (
        BaseException, Exception, MemoryError, SyntaxError, dict, enumerate, float, getattr, int, isinstance, len, list,
        print, str, tuple, type,
    )
    from math import isfinite
    from pyodide.ffi import ConversionError, JsException

    FILE = ${JSON.stringify(FILE_NAME)}
    FUTURE = 0
    import __future__
    for name in __future__.all_feature_names:
        FUTURE |= getattr(__future__, name).compiler_flag
    parse, dumps, loads = ast.parse, json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode, json.loads
    compile_, exec_, eval_ = builtins.compile, builtins.exec, builtins.eval
    COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match)
    SAFE = 2**53
    # What V8 and Node say when JavaScript gets no memory; they have no type of error for it.
    ALLOCATION = ("RangeError: Array buffer allocation failed", "RangeError: Failed to allocate memory")
    hints = {
        "set": "return a list, for example sorted(value)",
        "frozenset": "return a list, for example sorted(value)",
        "bytes": "return text, for example value.decode()",
        "datetime": "return text, for example value.isoformat()",
        "date": "return text, for example value.isoformat()",
        "Decimal": "return float(value) or str(value)",
        "generator": "return list(value)",
        "dict_keys": "return list(value)",
        "dict_values": "return list(value)",
        "map": "return list(value)",
        "coroutine": "run it with asyncio.run(...)",
    }

    class NotJson(Exception):
        pass

    def plain(value, path, depth, state):
        state[0] += 1
        if state[0] > ${JSON_NODES}:
            raise NotJson("The result holds more than ${JSON_NODES.toLocaleString('en')} values.")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            value = int.__int__(value)
            if value.bit_length() > 1023:
                raise NotJson(f"{path} is a number that JSON readers cannot hold; return str(value).")
            if not -SAFE <= value <= SAFE:
                state[1] = path
            return value
        if isinstance(value, float):
            value = float.__float__(value)
            if not isfinite(value):
                raise NotJson(f"{path} is {value}, which JSON has no number for; return None or text instead.")
            return value
        if depth > ${JSON_DEPTH}:
            raise NotJson("The result is nested deeper than ${JSON_DEPTH} levels, or contains itself.")
        inner = "result" if depth == 1 else path
        if isinstance(value, dict):
            if dict.__len__(value) > ${JSON_KEYS}:
                raise NotJson(f"{path} has more than ${JSON_KEYS.toLocaleString('en')} keys; return a list instead.")
            members = {}
            for key, member in dict.items(value):
                if not isinstance(key, str):
                    raise NotJson(f"{path} has a key of type {type(key).__name__}; keys must be str, for example str(key).")
                key = str.__str__(key)
                members[key] = plain(member, f"{inner}[{key[:40]!r}]", depth + 1, state)
            return members
        if isinstance(value, (list, tuple)):
            items = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
            return [plain(item, f"{inner}[{index}]", depth + 1, state) for index, item in enumerate(items)]
        name = type(value).__name__
        raise NotJson(
            f"{path} is of type {name}; allowed are None, bool, int, float, str, list, tuple and dict with str keys"
            + (f" ({hints[name]})." if name in hints else ".")
        )

    def out_of_memory(error):
        try:
            # A conversion wraps whatever interrupted it, and says so in its cause only.
            if type(error) is ConversionError:
                error = error.__cause__
            if type(error) is MemoryError:
                return "MemoryError"
            if isinstance(error, JsException):
                said = str(error)
                return said if said in ALLOCATION else None
        except BaseException:
            pass
        return None

    def failure(error, lines):
        line = None
        if isinstance(error, SyntaxError) and error.filename == FILE:
            line = error.lineno
        else:
            trace = error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == FILE:
                    line = trace.tb_lineno
                trace = trace.tb_next
        if isinstance(error, SyntaxError):
            message = error.msg
        else:
            try:
                message = str(error)
            except BaseException:
                message = "(its message cannot be shown)"
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
        text = lines[line - 1].strip() if isinstance(line, int) and 0 < line <= len(lines) else None
        return "E" + dumps({
            "type": str(name)[:200],
            "message": str(message)[:4000],
            "line": line if isinstance(line, int) else None,
            "text": text and text[:200],
            "memory": out_of_memory(error),
        })

    def run(request_text):
        request = loads(request_text)
        code = request["code"]
        lines = code.splitlines()
        kept = dict(vars(builtins))
        main = types.ModuleType("__main__")
        main.__builtins__ = builtins
        sys.modules["__main__"] = main
        variables = main.__dict__
        for name, value in request["inputs"].items():
            variables[name] = value
        linecache.cache[FILE] = (len(code), None, [line + "\\n" for line in lines], FILE)
        random.seed()
        del request, request_text
        try:
            tree = parse(code, FILE)
            statements, last = tree.body, None
            if statements and isinstance(statements[-1], (ast.Expr, *COMPOUND)):
                last = statements.pop()
            head = compile_(tree, FILE, "exec", dont_inherit=True)
            flags = head.co_flags & FUTURE
            tail = None
            if isinstance(last, ast.Expr):
                tail = compile_(ast.Expression(last.value), FILE, "eval", flags, dont_inherit=True)
            elif last is not None:
                tail = compile_(ast.Interactive([last]), FILE, "single", flags, dont_inherit=True)
            result = None
            try:
                exec_(head, variables)
                if isinstance(last, ast.Expr):
                    result = eval_(tail, variables)
                elif last is not None:
                    echoed = [None]
                    def echo(value):
                        echoed[0] = value
                    sys.displayhook = echo
                    exec_(tail, variables)
                    result = echoed[0]
            finally:
                # The library that writes the answer needs the built-ins which the code may have replaced.
                vars(builtins).update(kept)
            if last is None and statements:
                names = [target.id for target in getattr(statements[-1], "targets", []) if isinstance(target, ast.Name)]
                if names:
                    print(f"(The last line assigns {names[0]}, so the result is null; write {names[0]} on a last line to return it.)")
            state = [0, None]
            answer = "V" + dumps(plain(result, "The result", 1, state))
            if state[1]:
                print(f"({state[1]} is beyond 2**53, where JSON numbers lose digits; return str(value) to keep them all.)")
        except NotJson as error:
            answer = "J" + dumps({"message": str(error)})
        except BaseException as error:
            answer = failure(error, lines)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass
        return answer

    return run

_make_runner()
`;
