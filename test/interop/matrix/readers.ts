import { mbedTlsReader, wolfSslReader } from "./embedded";
import { gnutlsReader } from "./gnutls";
import { javaReader, keytoolReader } from "./java";
import { mosquittoReader } from "./mosquitto";
import { nodeReader } from "./node";
import { nssReader } from "./nss";
import { opensslReader } from "./openssl";
import { pythonReader } from "./python";
import type { Reader } from "./reader";

/** The columns of the matrix, in their order. */
export const readers: readonly Reader[] = [
  keytoolReader,
  javaReader,
  opensslReader,
  pythonReader,
  gnutlsReader,
  nodeReader,
  mosquittoReader,
  mbedTlsReader,
  wolfSslReader,
  nssReader,
];
