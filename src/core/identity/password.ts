const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const passwordLength = 24;

/** The largest multiple of the alphabet's length in a byte: bytes from here on would favour its first letters. */
const unbiasedBelow = 256 - (256 % alphabet.length);

/** How often random bytes are asked for; a good source misses 24 letters out of 64 bytes once in 10^15 times. */
const mostDraws = 8;

/**
 * Makes a password of 24 letters and digits, each equally likely (142 bits), which needs quoting in no shell.
 * `random` gives that many random bytes. A source that keeps giving bytes above 247 yields a shorter password.
 */
export function passwordFrom(random: (lengthBytes: number) => Uint8Array): string {
  let password = "";
  for (let draw = 0; draw < mostDraws && password.length < passwordLength; draw += 1) {
    for (const byte of random(64)) {
      password += byte < unbiasedBelow ? (alphabet[byte % alphabet.length] ?? "") : "";
    }
  }
  return password.slice(0, passwordLength);
}
