import type { BundledPackage } from "./notices.mjs";

export function sbomOf(
  manifest: {
    readonly publisher: string;
    readonly name: string;
    readonly version: string;
    readonly license: string;
  },
  bundled: { readonly packages: readonly BundledPackage[]; readonly uses: readonly string[] },
): { readonly components: readonly unknown[]; readonly dependencies: readonly unknown[] };
