import { clientCode, clientLanguages } from "../../src/core/clientCode/clientCode";
import { editorLanguageOf, languageRows } from "../../src/ui/words/clientCode";

const fences = { shellscript: "sh", python: "python", java: "java", javascript: "js", c: "c" } as const;

const facts = {
  host: "tb.example.com",
  port: 8883,
  clientId: "client3f2a9c10",
  ownPem: "/home/ada/pump/client.nopass.pem",
  ownJks: "/home/ada/pump/client.jks",
  trustPem: "/home/ada/pump/server.pub.pem",
};

/** The entries of docs/client-code.md: each program as it is copied, for a device of an example. */
export function clientCodeDoc(): string {
  const rows = languageRows(undefined);
  return clientLanguages
    .map((language) => {
      const row = rows.find((one) => one.language === language);
      const fence = fences[editorLanguageOf(language)];
      return `## ${row?.label ?? ""} · \`${language}\`\n\n${row?.detail ?? ""}.\n\n\`\`\`${fence}\n${clientCode(language, facts)}\`\`\``;
    })
    .join("\n\n");
}
