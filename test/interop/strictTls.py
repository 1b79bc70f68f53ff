"""Connects with a strict verifier and says a line: strictTls.py PORT SERVER_PEM CLIENT_PEM."""

import socket
import ssl
import sys

port, server_pem, client_pem = sys.argv[1:]
context = ssl.create_default_context(cafile=server_pem)
context.verify_flags |= ssl.VERIFY_X509_STRICT
context.load_cert_chain(client_pem)
with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secured:
        secured.sendall(b"from python\n")
        print(secured.version(), secured.recv(100).decode().strip())
