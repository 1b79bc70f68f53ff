import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mosquitto, twoWay } from "../connectionServers";
import { eachRow, must, type Reader } from "./reader";

/** The broker and its clients. */
export const mosquittoReader: Reader = {
  name: "mosquitto",
  proves:
    "the broker with `S.pk8.pem` and `require_certificate` lets in `mosquitto_pub` and `mosquitto_sub` with " +
    "`P.nopass.pem` under the certificate's name; they check its host name; a message goes there and back",
  open: eachRow(async ({ file, serverAnchor, clientAnchor, chainLength }) => {
    const folder = file(".");
    const certificate = file(chainLength === 1 ? "server.pub.pem" : "server.chain.pem");
    const lines = [
      ...twoWay(clientAnchor, certificate, file("server.pk8.pem")),
      "use_identity_as_username true",
      `acl_file ${file("acl")}`,
    ];
    writeFileSync(file("acl"), "user device-1\ntopic readwrite v1/#\n", { mode: 0o600 });
    const broker = await mosquitto({ folder, lines });
    try {
      const pem = file("client.nopass.pem");
      const common = [
        ...[
          "-h",
          "localhost",
          "-p",
          String(broker.port),
          "--cafile",
          serverAnchor,
          "--cert",
          pem,
          "--key",
          pem,
        ],
        ...["-q", "1", "-t", "v1/devices/me/telemetry"],
      ];
      assert.equal(await must("mosquitto_pub", [...common, "-r", "-m", '{"t":21}']), "");
      assert.equal(await must("mosquitto_sub", [...common, "-C", "1", "-W", "20"]), '{"t":21}\n');
    } finally {
      await broker.stop();
    }
  }),
};
