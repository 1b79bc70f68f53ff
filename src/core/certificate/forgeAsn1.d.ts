/** The part of node-forge's ASN.1 codec that forge.ts uses; the package has no types for its single files. */
declare module "node-forge/lib/asn1.js" {
  /** A value as the codec holds it: binary strings have one character for each byte. */
  export interface ForgeNode {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    readonly composed: boolean;
    readonly value: string | readonly ForgeNode[];
  }

  interface Bytes {
    getBytes(): string;
  }

  const asn1: {
    toDer(node: ForgeNode): Bytes;
    fromDer(
      binary: string,
      options: {
        readonly strict: boolean;
        readonly parseAllBytes: boolean;
        readonly decodeBitStrings: boolean;
        readonly maxDepth: number;
      },
    ): ForgeNode;
    oidToDer(dotted: string): Bytes;
    derToOid(binary: string): string;
  };
  export default asn1;
}
