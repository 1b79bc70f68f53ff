import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What core may not touch, each with the sentence that says where the thing comes from instead. */
const impureNames = [
  ["process", "core/ knows no process: take what you need as an argument."],
  ["setTimeout", "core/ does not wait: emit a deadline, io/ waits."],
  ["setInterval", "core/ does not wait: emit a deadline, io/ waits."],
  ["setImmediate", "core/ does not wait."],
  ["queueMicrotask", "core/ does not wait."],
  ["fetch", "core/ has no network: put a method on a port in flows/world.ts."],
].map(([name, message]) => ({ name, message }));

const impureSyntax = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take the time as an argument.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the time as an argument.",
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Take the random bytes as an argument.",
  },
  { selector: "ThrowStatement", message: "Return a Problem or a Failure; core never throws for bad input." },
];

/** The allow-list of docs "Two crypto libraries": names that OpenSSL and BoringSSL both have. */
const foreignAlgorithms = {
  selector:
    "Literal[value=/^(sha3-|shake|md5|md4|ripemd|blake2|aes-\\d+-ccm|aes-\\d+-gcm|rc2|rc4|des-cbc|brainpool|secp256k1|ed448|x448)/i]",
  message: "Not in both OpenSSL and BoringSSL: see ARCHITECTURE.md, Two crypto libraries.",
};

const noRequire = {
  selector: "CallExpression[callee.name='require']",
  message: "Import statically; the architecture test sees static imports only.",
};
const noDynamicImport = {
  selector: "ImportExpression",
  message: "Only ui/, extension.ts and io/world.ts load rooms on first use, and io/mqtt.ts the package mqtt.",
};

/** One place sees to it that no name of others draws an icon. */
const noBareQuickPick = {
  selector: "MemberExpression[property.name='showQuickPick']",
  message: "Use pickOne or pickMany of ui/pick.ts: they show `$(name)` in names as it is.",
};

export default tseslint.config(
  { ignores: ["dist/", "build/", "coverage/", "test-results/", "test/fixtures/", "node_modules/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-console": "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      complexity: ["error", 10],
      "no-control-regex": "off",
    },
  },
  { files: ["src/**/*.ts"], rules: { "no-restricted-syntax": ["error", noRequire, foreignAlgorithms] } },
  {
    files: ["src/ui/**/*.ts"],
    ignores: ["src/ui/pick.ts"],
    rules: { "no-restricted-syntax": ["error", noRequire, foreignAlgorithms, noBareQuickPick] },
  },
  {
    files: ["src/flows/**/*.ts", "src/io/**/*.ts"],
    ignores: ["src/io/mqtt.ts", "src/io/world.ts"],
    rules: { "no-restricted-syntax": ["error", noRequire, noDynamicImport, foreignAlgorithms] },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", ...impureNames],
      "no-restricted-syntax": ["error", noRequire, noDynamicImport, foreignAlgorithms, ...impureSyntax],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:crypto",
              allowImportNames: [
                "X509Certificate",
                "KeyObject",
                "createCipheriv",
                "createDecipheriv",
                "createHash",
                "createHmac",
                "createPrivateKey",
                "createPublicKey",
                "hash",
                "pbkdf2",
                "sign",
                "timingSafeEqual",
                "verify",
              ],
              message: "Randomness and keys come in through the Entropy port.",
            },
          ],
        },
      ],
    },
  },
  {
    // It names what is not used.
    files: ["src/core/keystore/algorithmNames.ts"],
    rules: { "no-restricted-syntax": ["error", noRequire, noDynamicImport, ...impureSyntax] },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      // node:test and mocha return promises from describe/it that the runner itself awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {
              from: "package",
              name: ["describe", "it", "suite", "test", "before", "after", "beforeEach", "afterEach"],
              package: "node:test",
            },
          ],
        },
      ],
    },
  },
  {
    // A page's script, which a browser runs.
    files: ["media/*.js"],
    languageOptions: {
      globals: {
        acquireVsCodeApi: "readonly",
        document: "readonly",
        Element: "readonly",
        window: "readonly",
      },
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        fetch: "readonly",
        Buffer: "readonly",
        AbortController: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        AbortSignal: "readonly",
      },
    },
  },
);
