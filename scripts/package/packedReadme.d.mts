export const pictureBudgetBytes: number;

export function packedReadme(text: string, pictureOf: (file: string) => Buffer, budgetBytes?: number): string;

export function addressesAt(
  repository: string,
  ref: string,
): { readonly content: string; readonly images: string };
