export const typedSecrets: readonly string[];
