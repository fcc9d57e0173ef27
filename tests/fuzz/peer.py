"""Asks with http.client, one line of JSON a request; redirects are followed and codings undone as a script would."""

import base64
import gzip
import http.client
import json
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin, urlsplit

REDIRECTS = (301, 302, 303, 307, 308)
lock = threading.Lock()
http.client._MAXHEADERS = 1000


def inflate(body):
    whole = b""
    for bits in (15, -15):
        try:
            reader = zlib.decompressobj(bits)
            whole = reader.decompress(body) + reader.flush()
            if not reader.eof:
                raise zlib.error("it ends too early")
            return whole
        except zlib.error as error:
            last = error
    raise last


class Unable(Exception):
    pass


def decoded(body, header):
    for coding in reversed([each.strip().lower() for each in header.split(",")]):
        if coding in ("", "identity"):
            continue
        if coding in ("gzip", "x-gzip"):
            body = gzip.decompress(body)
        elif coding == "deflate":
            body = inflate(body)
        else:
            raise Unable(coding)
    return body


def ask(url, method):
    for _ in range(21):
        parts = urlsplit(url)
        if parts.scheme != "http":
            raise ValueError("another scheme")
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
            headers = {"User-Agent": "python", "Connection": "close"}
            connection.request(method, target, headers=headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        location = response.headers.get("Location")
        if response.status in REDIRECTS and location:
            url = urljoin(url, location.encode("latin-1").decode("utf-8"))
            continue
        coding = ", ".join(response.headers.get_all("Content-Encoding") or [])
        return response.status, decoded(body, coding) if coding and body else body
    raise ValueError("too many redirects")


def serve(line):
    asked = json.loads(line)
    answer = {"id": asked["id"]}
    try:
        status, body = ask(asked["url"], asked["method"])
        answer.update(status=status, body=base64.b64encode(body).decode())
    except Unable as error:
        answer.update(unable=str(error))
    except Exception as error:
        answer.update(error=f"{type(error).__name__}: {error}"[:300])
    with lock:
        print(json.dumps(answer), flush=True)


with ThreadPoolExecutor(8) as pool:
    for line in sys.stdin:
        pool.submit(serve, line)
