/** What is known of a package that is bundled. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
  readonly author?: string | undefined;
  readonly licenceText?: string | undefined;
  readonly notice?: string | undefined;
  readonly integrity?: string | undefined;
  /** Names and versions of the packages that it imports. */
  readonly uses?: readonly string[];
}

export function chosenLicence(one: Pick<BundledPackage, "licence">): string | undefined;
export function licenceProblems(packages: readonly BundledPackage[]): string[];
export function noticesOf(packages: readonly BundledPackage[]): string;
