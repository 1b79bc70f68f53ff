# Listens on 127.0.0.1, fills its own queue of connections until the kernel answers no more, and prints the port.
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
held = []
while True:
    client = socket.socket()
    client.settimeout(0.5)
    held.append(client)
    try:
        client.connect(server.getsockname())
    except socket.timeout:
        break
print(server.getsockname()[1], flush=True)
sys.stdin.read()
