/** What the names of accounts in the keyring begin with. */
export const accountNamePrefix = "thingsboard:";
