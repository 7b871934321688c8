"""What the scripts that ask `kindred serve` have in common: free ports, checks that are counted, and their sum."""
import socket

passed, failed = 0, []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def check(name, f):
    """Runs a check; what it throws is a failure of its own."""
    global passed
    try:
        ok, note = f()
    except Exception as e:
        ok, note = False, f"{type(e).__name__}: {str(e)[:300]}"
    if ok:
        passed += 1
    else:
        failed.append(name)
        print(f"FAILED {name}: {note}", flush=True)


def finish():
    """Says how it went and ends the script, with status 0 when nothing failed."""
    print(f"{passed} passed, {len(failed)} failed")
    raise SystemExit(1 if failed else 0)
