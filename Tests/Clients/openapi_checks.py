"""Checks `/openapi.json` of `kindred serve`, and asks every endpoint what the document allows, and more.

Usage: openapi_checks.py PATH_OF_KINDRED [EXAMPLES]. Needs openapi-spec-validator and schemathesis. The document must be valid OpenAPI
3.1 and open without a key; whatever is asked, the server must live on, and answer nothing with a status of 500 or more but 503 and 507,
which are deliberate refusals. Exit status 0 when nothing failed.
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

from openapi_spec_validator import validate

from checks import free_port

KINDRED, EXAMPLES = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "25"


@contextlib.contextmanager
def serving():
    """A server with an empty database; gives its process and its address."""
    folder, port = tempfile.mkdtemp(), free_port()
    command = [KINDRED, "serve", "--database", folder, "--port", str(port), "--grpc-port", str(free_port())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        while "ready" not in (line := process.stdout.readline()):
            if not line:
                raise SystemExit("openapi_checks: the server ended before it was ready")
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def ask(address, method, path, body):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address + path, method=method, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def fill(address):
    """A collection with the name that strings are drawn from most often, so that some questions reach points."""
    dense = {"size": 2, "distance": "Dot"}
    ask(address, "PUT", "/collections/0", {"vectors": dense, "sparse_vectors": {"s": {}}})
    points = [{"id": n, "vector": [n / 7, 1 - n / 5], "payload": {"0": n, "kind": f"k{n % 2}", "": [n, None]}} for n in range(40)]
    ask(address, "PUT", "/collections/0/points?wait=true", {"points": points})


with serving() as (process, address):
    document = ask(address, "GET", "/openapi.json", None)
    validate(document)
    print(f"openapi_checks: {sum(map(len, document['paths'].values()))} operations, a valid document")
    fill(address)
    schemathesis = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    command = [
        schemathesis if os.path.exists(schemathesis) else "schemathesis", "run", f"{address}/openapi.json", "--checks", "not_a_server_error",
        "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--request-timeout", "30", "--seed", "1", "--no-color",
    ]
    status = subprocess.run(command).returncode
    if process.poll() is not None:
        raise SystemExit(f"openapi_checks: the server ended with {process.returncode}")
sys.exit(status)
