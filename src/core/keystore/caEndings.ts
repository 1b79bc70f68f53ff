/** The endings of a device CA's two files, behind its name. */
export const caEndings = { certificate: ".ca.pem", key: ".ca.key.pem" } as const;
