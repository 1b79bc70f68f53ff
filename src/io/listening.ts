import type { Server, Socket } from "node:net";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { ListenFailure } from "../flows/world";

const failureCodes: Readonly<Record<string, ListenFailure["code"]>> = {
  EADDRINUSE: "port-taken",
  EACCES: "port-not-permitted",
};

/** Listens on 127.0.0.1; gives the port, which is the one asked for unless that was 0. */
export function listen(server: Server, port: number): Promise<Result<number, ListenFailure>> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const cause = error.code ?? "unknown";
      resolve(fail({ code: failureCodes[cause] ?? "port-unusable", port, cause }));
    };
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      const address = server.address();
      resolve(ok(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** Keeps the open sockets of a server, so that it can be closed for good. */
export interface OpenSockets {
  /** Stops listening, lets what was written go out for at most `graceMs`, and closes every socket. */
  close(graceMs: number): Promise<void>;
}

/** Follows a server's sockets from now on, those whose TLS handshake is still under way among them. */
export function followSockets(server: Server): OpenSockets {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    close: (graceMs) =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          sockets.forEach((socket) => socket.destroy());
        }, graceMs);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}
