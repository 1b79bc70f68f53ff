"""Two-way TLS of Python with itself, strictly, for the whole matrix in one process.

One order a line: a JSON object of file names. One line comes back: what came of it.
"""

import json
import socket
import ssl
import sys
import threading


def context_of(purpose, anchor, pem, password):
    context = ssl.create_default_context(purpose, cafile=anchor)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(pem, password=password)
    return context


def common_name(secured):
    return next(value for rdn in secured.getpeercert()["subject"] for key, value in rdn if key == "commonName")


def serve(listener, context, said):
    try:
        plain, _ = listener.accept()
        with plain, context.wrap_socket(plain, server_side=True) as secured:
            said.append("let in " + common_name(secured))
            secured.sendall(b"server heard " + secured.recv(100))
    except OSError as failure:
        said.append(f"server: {failure}")


def talk(order, version):
    server = context_of(ssl.Purpose.CLIENT_AUTH, order["clientAnchor"], order["serverPem"], order["serverPassword"])
    client = context_of(ssl.Purpose.SERVER_AUTH, order["serverAnchor"], order["clientPem"], order["clientPassword"])
    client.maximum_version = version
    said = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener, server, said), daemon=True)
        thread.start()
        with socket.create_connection(listener.getsockname()) as plain:
            with client.wrap_socket(plain, server_hostname=order["name"]) as secured:
                secured.sendall(b"client")
                heard = secured.recv(100).decode()
                said.insert(0, f"{secured.version()} with {common_name(secured)}, {heard}")
        thread.join()
    return "; ".join(said)


for line in sys.stdin:
    request = json.loads(line)
    try:
        print(talk(request, ssl.TLSVersion[request["version"]]), flush=True)
    except OSError as error:
        print(f"client: {type(error).__name__}", flush=True)
