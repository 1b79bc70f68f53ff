/** One file of a bundle: its name without folder, its bytes and its POSIX mode. */
export interface BundleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mode: 0o600 | 0o644;
}

/** The set of files generated for one identity, written together or not at all. */
export interface Bundle {
  /** The `CLIENT_FILE_PREFIX` or `SERVER_FILE_PREFIX` that the names begin with. */
  readonly prefix: string;
  readonly files: readonly BundleFile[];
}
