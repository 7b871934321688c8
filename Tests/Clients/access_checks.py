"""Asks `kindred serve` with tokens, over TLS and over mutual TLS, by the real Qdrant client over REST and gRPC.

Usage: access_checks.py PATH_OF_KINDRED. Needs qdrant-client==1.19.1, openssl and curl. Exit status 0 when everything is as it must be.
"""
import base64
import hashlib
import hmac
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import warnings

import grpc
from qdrant_client import QdrantClient, models as m
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from checks import check, finish, free_port

warnings.filterwarnings("ignore")
KINDRED, KEY, READER = sys.argv[1], "the full key", "the reading key"


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims, key=KEY, alg="HS256"):
    """A JSON Web Token (RFC 7519)."""
    signed = part(json.dumps({"alg": alg, "typ": "JWT"}).encode()) + "." + part(json.dumps(claims).encode())
    return signed + "." + part(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())


def of(collection, access):
    return token({"access": [{"collection": collection, "access": access}]})


def refused(f, status, text=""):
    """Whether a call is refused with a status of REST, or what gRPC calls it."""
    codes = {401: grpc.StatusCode.UNAUTHENTICATED, 403: grpc.StatusCode.PERMISSION_DENIED, 404: grpc.StatusCode.NOT_FOUND}
    try:
        answer = f()
    except UnexpectedResponse as e:
        said = json.loads(e.content)["status"]["error"]
        return e.status_code == status and text in said, f"{e.status_code} {said}"
    except grpc.RpcError as e:
        return e.code() == codes[status] and text in e.details(), f"{e.code()} {e.details()}"
    return False, f"answered {str(answer)[:100]}"


class Server:
    """`kindred serve` on ports of its own for as long as a block needs it."""

    def __init__(self, *flags):
        self.flags, self.rest, self.grpc = flags, free_port(), free_port()

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        ports = ["--port", str(self.rest), "--grpc-port", str(self.grpc)]
        self.process = subprocess.Popen([KINDRED, "serve", "--database", f"{self.folder.name}/db", *ports, *self.flags], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if "ready" in line:
                return self
        sys.exit("the server ended before it was ready")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        check("graceful stop", lambda: (status == 0, f"exit status {status}"))
        self.folder.cleanup()

    def client(self, door, key):
        """The client of one door. Over plain text the key goes through the client's warning; checks of the version need none."""
        return QdrantClient(host="127.0.0.1", port=self.rest, grpc_port=self.grpc, prefer_grpc=door == "grpc", https=False, api_key=key, timeout=30, check_compatibility=False)


def tokens(server, door):
    """What holders of tokens may do; `a` is theirs, `b` is not."""
    full, client = server.client(door, KEY), lambda key: server.client(door, key)
    for name in ("a", "b"):
        full.delete_collection(name)
        full.create_collection(name, vectors_config=m.VectorParams(size=2, distance=m.Distance.DOT))
        full.upsert(name, [m.PointStruct(id=i, vector=[float(i), 1.], payload={"user": f"u{i}", "n": i}) for i in range(1, 5)], wait=True)
    full.update_collection_aliases([m.CreateAliasOperation(create_alias=m.CreateAlias(alias_name=alias, collection_name=name)) for alias, name in (("alpha", "a"), ("beta", "b"))])
    say = lambda name: f"{door}: {name}"
    point = [m.PointStruct(id=9, vector=[0., 1.])]
    check(say("the full key"), lambda: (client(KEY).count("b").count == 4, "count"))
    check(say("the reading key reads"), lambda: (client(READER).count("b").count == 4, "count"))
    check(say("the reading key does not write"), lambda: refused(lambda: client(READER).upsert("a", point), 403, "Global manage access is required"))
    check(say("no key"), lambda: refused(lambda: client(None).count("a"), 401, "Must provide an API key"))
    check(say("garbage"), lambda: refused(lambda: client("a.b.c").count("a"), 401, "Invalid API key or JWT"))
    check(say("alg none"), lambda: refused(lambda: client(token({"access": "m"}, alg="none")).count("a"), 401, "Invalid API key or JWT"))
    check(say("another key's signature"), lambda: refused(lambda: client(token({"access": "m"}, key=READER)).count("a"), 403, "InvalidSignature"))
    check(say("expired"), lambda: refused(lambda: client(token({"exp": int(time.time()) - 60})).count("a"), 403, "ExpiredSignature"))
    check(say("not expired"), lambda: (client(token({"exp": int(time.time()) + 60})).count("a").count == 4, "count"))
    check(say("global r reads"), lambda: (client(token({"access": "r"})).count("b").count == 4, "count"))
    check(say("global r does not write"), lambda: refused(lambda: client(token({"access": "r"})).upsert("a", point), 403, "Global manage access is required"))
    check(say("global m writes"), lambda: (client(token({"access": "m"})).delete("b", [9], wait=True).status == m.UpdateStatus.COMPLETED, "status"))

    r, rw, prw = (client(of("a", access)) for access in ("r", "rw", "prw"))
    reads = {"count": lambda c, n: c.count(n), "scroll": lambda c, n: c.scroll(n), "query": lambda c, n: c.query_points(n, query=[1., 1.]), "by id": lambda c, n: c.query_points(n, query=1),
             "retrieve": lambda c, n: c.retrieve(n, [1]), "info": lambda c, n: c.get_collection(n), "exists": lambda c, n: c.collection_exists(n), "snapshots": lambda c, n: c.list_snapshots(n),
             "batch": lambda c, n: c.query_batch_points(n, [m.QueryRequest(query=1)]), "groups": lambda c, n: c.query_points_groups(n, query=[1., 1.], group_by="user"),
             "matrix": lambda c, n: c.search_matrix_pairs(n), "aliases": lambda c, n: c.get_collection_aliases(n), "facet": lambda c, n: c.facet(n, "user")}
    writes = {"upsert": lambda c, n: c.upsert(n, point), "delete": lambda c, n: c.delete(n, [9]), "payload": lambda c, n: c.set_payload(n, {"x": 1}, points=[1]),
              "clear": lambda c, n: c.clear_payload(n, [2]), "vectors": lambda c, n: c.update_vectors(n, [m.PointVectors(id=1, vector=[1., 1.])]),
              "batch of updates": lambda c, n: c.batch_update_points(n, [m.ClearPayloadOperation(clear_payload=m.PointIdsList(points=[2]))])}
    care = {"index": lambda c, n: c.create_payload_index(n, "user", "keyword"), "no index": lambda c, n: c.delete_payload_index(n, "user"), "snapshot": lambda c, n: c.create_snapshot(n)}
    manage = {"create": lambda c, n: c.create_collection("new", vectors_config={}), "change": lambda c, n: c.update_collection(n, optimizers_config=m.OptimizersConfigDiff()),
              "drop": lambda c, n: c.delete_collection(n),
              "alias": lambda c, n: c.update_collection_aliases([m.CreateAliasOperation(create_alias=m.CreateAlias(alias_name="mine", collection_name="b"))])}
    done = lambda f: (f() is not None, "nothing")
    for name, f in {**reads, **writes, **care}.items():
        for other in ("b", "beta", "none"):
            check(say(f"{name} of {other}"), lambda: refused(lambda: f(rw, other), 403, f"Access to collection {other} is required"))
    for name, f in reads.items():
        for own in ("a", "alpha"):
            check(say(f"{name} of {own}"), lambda: done(lambda: f(r, own)))
    for name, f in {**writes, **care}.items():
        check(say(f"{name} by rw"), lambda: done(lambda: f(rw, "alpha")))
        check(say(f"{name} by r"), lambda: refused(lambda: f(r, "a"), 403, "Write access to collection a is required"))
    for name, f in writes.items():
        check(say(f"{name} by prw"), lambda: done(lambda: f(prw, "a")))
    for name, f in care.items():
        check(say(f"{name} by prw"), lambda: refused(lambda: f(prw, "a"), 403, "Only points access is allowed for collection a"))
    for name, f in manage.items():
        check(say(f"{name} by rw"), lambda: refused(lambda: f(rw, "a"), 403, "Manage access for this operation is required"))
    check(say("whole snapshots"), lambda: refused(lambda: rw.list_full_snapshots(), 403, "Global access is required"))
    check(say("whole snapshot"), lambda: refused(lambda: rw.create_full_snapshot(), 403, "Manage access"))
    check(say("list"), lambda: ([c.name for c in r.get_collections().collections] == ["a"], "names"))
    check(say("list of aliases"), lambda: ([a.alias_name for a in r.get_aliases().aliases] == ["alpha"], "names"))
    look = m.LookupLocation(collection="b")
    check(say("lookup"), lambda: refused(lambda: r.query_points("a", query=1, lookup_from=look), 403, "Access to collection b is required"))
    check(say("lookup in a prefetch"), lambda: refused(lambda: r.query_points("a", query=[1., 1.], prefetch=m.Prefetch(prefetch=[m.Prefetch(query=1, lookup_from=look)], query=[1., 1.])), 403, "Access to collection b"))
    check(say("lookup of groups"), lambda: refused(lambda: r.query_points_groups("a", query=[1., 1.], group_by="n", with_lookup="b"), 403, "Access to collection b is required"))
    check(say("lookup with both"), lambda: done(lambda: client(token({"access": [{"collection": c, "access": "r"} for c in "ab"]})).query_points("a", query=1, lookup_from=look)))

    exists = client(token({"access": "r", "value_exists": {"collection": "b", "matches": [{"key": "user", "value": "u3"}, {"key": "n", "value": 3}]}}))
    check(say("value exists"), lambda: (exists.count("a").count > 0, "count"))
    full.delete("b", [3], wait=True)
    check(say("value is gone"), lambda: refused(lambda: exists.count("a"), 401, "stateful validation failed"))


class Certificates:
    """An authority, a server and a client of its, and a stranger, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.make("authority"), self.make("stranger")
        self.make("server", "authority"), self.make("client", "authority")

    def path(self, name):
        return f"{self.folder}/{name}"

    def make(self, name, by=None):
        sign = ["-CA", self.path(f"{by}.pem"), "-CAkey", self.path(f"{by}.key")] if by else []
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.pem"), "-days", "3650",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", *sign], check=True, capture_output=True)

    def bytes(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def flags(self, *more):
        return ["--tls-certificate", self.path("server.pem"), "--tls-key", self.path("server.key"), *more]

    def rest(self, server, name=None, key=None):
        context = ssl.create_default_context(cafile=self.path("authority.pem"))
        if name:
            context.load_cert_chain(self.path(f"{name}.pem"), self.path(f"{name}.key"))
        return QdrantClient(url=f"https://127.0.0.1:{server.rest}", verify=context, api_key=key, timeout=30, check_compatibility=False, trust_env=False)

    def stub(self, server, name=None, key=None):
        """A call of the gRPC door that answers with the version; the client has no way to name an authority, so it goes by the channel itself."""
        from qdrant_client.grpc import CountPoints, PointsStub
        pair = (self.bytes(f"{name}.key"), self.bytes(f"{name}.pem")) if name else (None, None)
        channel = grpc.secure_channel(f"127.0.0.1:{server.grpc}", grpc.ssl_channel_credentials(self.bytes("authority.pem"), *pair), options=[("grpc.enable_http_proxy", 0)])
        metadata = [("api-key", key)] if key else []
        return PointsStub(channel).Count(CountPoints(collection_name="c"), metadata=metadata, timeout=20).result.count


def curl(server, authority, *more):
    return subprocess.run(["curl", "-sS", "--noproxy", "*", "--max-time", "20", "--cacert", authority, *more, f"https://127.0.0.1:{server.rest}/"], capture_output=True, text=True)


def unreachable(f):
    try:
        return False, f"answered {str(f())[:100]}"
    except (grpc.RpcError, ApiException) as e:
        return True, str(e)


def transport(certificates):
    """TLS on both doors, and what happens when the files change."""
    with Server(*certificates.flags()) as server:
        c, authority = certificates.rest(server), certificates.path("authority.pem")
        c.create_collection("c", vectors_config=m.VectorParams(size=2, distance=m.Distance.DOT))
        c.upsert("c", [m.PointStruct(id=1, vector=[1., 1.])], wait=True)
        check("https", lambda: (c.count("c").count == 1, "count"))
        check("gRPC over TLS", lambda: (certificates.stub(server) == 1, "count"))
        check("plain REST is refused", lambda: unreachable(lambda: server.client("rest", None).count("c")))
        check("plain gRPC is refused", lambda: unreachable(lambda: server.client("grpc", None).count("c")))
        check("TLS 1.2", lambda: (curl(server, authority, "--tls-max", "1.2").returncode == 0, "curl"))
        check("TLS 1.1 is refused", lambda: (curl(server, authority, "--tls-max", "1.1").returncode != 0, "answered"))
        check("an unknown authority is seen", lambda: (curl(server, certificates.path("stranger.pem")).returncode != 0, "answered"))


def mutual(certificates):
    """Only clients with a certificate of the authority come in, over both doors; keys count besides."""
    with Server(*certificates.flags("--tls-client-authority", certificates.path("authority.pem")), "--api-key", KEY, "--jwt") as server:
        c, key = certificates.rest(server, "client", KEY), of("c", "r")
        c.create_collection("c", vectors_config=m.VectorParams(size=2, distance=m.Distance.DOT))
        check("mutual https", lambda: (c.count("c").count == 0, "count"))
        check("mutual gRPC", lambda: (certificates.stub(server, "client", key) == 0, "count"))
        check("a certificate is no key", lambda: refused(lambda: certificates.rest(server, "client").count("c"), 401))
        check("a certificate is no key of gRPC", lambda: refused(lambda: certificates.stub(server, "client"), 401))
        for name in (None, "stranger"):
            check(f"https by {name}", lambda: unreachable(lambda: certificates.rest(server, name, KEY).count("c")))
            check(f"gRPC by {name}", lambda: unreachable(lambda: certificates.stub(server, name, KEY)))


def starts(certificates):
    """What cannot be used is said in one line, and nothing listens."""
    def said(*flags):
        with tempfile.TemporaryDirectory() as folder:
            p = subprocess.run([KINDRED, "serve", "--database", f"{folder}/db", "--port", str(free_port()), "--grpc-port", str(free_port()), *flags], capture_output=True, text=True, timeout=60)
            return p.returncode != 0 and "ready" not in p.stdout, p.stderr.strip()

    def names(path, *flags):
        ended, text = said(*flags)
        return ended and path in text and len([line for line in text.splitlines() if path in line]) == 1, text

    server, none = certificates.path("server.pem"), certificates.path("none")
    check("no certificate", lambda: names(none, "--tls-certificate", none, "--tls-key", certificates.path("server.key")))
    check("no key", lambda: names(none, "--tls-certificate", server, "--tls-key", none))
    check("a key of another", lambda: names(certificates.path("client.key"), "--tls-certificate", server, "--tls-key", certificates.path("client.key")))
    check("a certificate for a key", lambda: names(server, "--tls-certificate", server, "--tls-key", server))
    check("no authority", lambda: names(none, *certificates.flags("--tls-client-authority", none)))
    check("tokens without a key", lambda: (said("--jwt")[0], "it started"))


def main():
    with Server("--api-key", KEY, "--read-only-api-key", READER, "--jwt") as server:
        for door in ("rest", "grpc"):
            tokens(server, door)
    with Server("--api-key", KEY) as server:
        check("tokens count only with --jwt", lambda: refused(lambda: server.client("rest", token({"access": "m"})).get_collections(), 401))
    with tempfile.TemporaryDirectory() as folder:
        certificates = Certificates(folder)
        transport(certificates)
        mutual(certificates)
        starts(certificates)
    finish()


main()
