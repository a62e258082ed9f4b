"""LiteLLM's proxy on a free port of 127.0.0.1, which it prints. Its configuration is the file in the first argument.

It reaches nothing but this machine: an audit hook refuses every other name and address, and says so on standard error
in a line that begins with OUTSIDE.
"""

import asyncio
import ipaddress
import os
import socket
import sys


def is_here(host):
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def keep_here(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        hosts = [arguments[0]]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        hosts = [address[0]] if isinstance(address, tuple) else []
    else:
        return
    for host in hosts:
        if not is_here(host):
            print(f"OUTSIDE {event} {host}", file=sys.stderr, flush=True)
            raise PermissionError(f"{host} is not on this machine")


sys.addaudithook(keep_here)
os.environ["CONFIG_FILE_PATH"] = sys.argv[1]

import uvicorn  # noqa: E402
from litellm.proxy.proxy_server import app  # noqa: E402

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
asyncio.run(uvicorn.Server(uvicorn.Config(app, log_level="warning")).serve(sockets=[listener]))
