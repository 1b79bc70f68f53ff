/** Passwords of ThingsBoard's how-to's and templates, of Java's, and of every list of leaked ones. Lower case. */
const wellKnownPasswords: ReadonlySet<string> = new Set(
  `password passwort password1 password12 password123 passw0rd p@ssw0rd p@ssword pass123 passphrase changeit changeme
  changeme123 secret secret123 thingsboard thingsboard123 server_ks_password server_key_password client_ks_password
  client_key_password keystore keystorepassword storepass keypass mypassword mqttserver mqttclient server client tenant
  sysadmin admin1 admin123 adminadmin administrator root123 rootroot toor123 default letmein welcome welcome1 qwerty
  qwerty123 qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm 1q2w3e 1q2w3e4r 1qaz2wsx iloveyou monkey dragon master sunshine
  princess football baseball abc123 abcdef abcd1234 aaaaaa testtest test123 test1234 testing example 000000 111111
  11111111 112233 121212 123123 123321 123456 1234567 12345678 123456789 1234567890 654321 666666 696969 987654321`.split(
    /\s+/,
  ),
);

/** Tells whether a password is one that everybody tries first. Case does not count. */
export function isWellKnownPassword(password: string): boolean {
  return wellKnownPasswords.has(password.toLowerCase());
}
