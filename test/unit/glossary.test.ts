import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

type Texts = Readonly<Record<string, string>>;

const read = (name: string): Texts => JSON.parse(readFileSync(name, "utf8")) as Texts;

/** A word of English, and what each translation has for it wherever it stands. */
type Term = readonly [english: RegExp, german: RegExp, chinese: RegExp];

/** One word for one thing. */
const glossary: readonly Term[] = [
  [/certificates?\b(?! authorit| Chain)/, /zertifikat/i, /证书/],
  [/private keys?/, /private[nrsm]? Schlüssel/i, /私钥/],
  [/keystores?/, /Keystore/, /密钥库/],
  [/passphrase of|its passphrase/, /Passphrase/, /密码短语/],
  [/passwords?(?! or apiKey)/, /pass(wort|wört)/i, /密码/],
  [/(?<!Manage )credentials(?! id)/, /Zugangsdaten/, /凭据/],
  [/credentials id/, /Credentials-ID/, /凭据 ID/],
  [/fingerprints?/, /Fingerabdr/, /指纹/],
  [/device CAs?/, /Geräte-CA/, /设备 CA/],
  [/device profiles?(?! →| and X)/, /Geräteprofil/, /设备配置/],
  [/bundles?/, /Bundle/, /证书包/],
  [/properties files?/, /Properties-Datei/, /属性文件/],
  [/keyring/, /Schlüsselbund/, /密钥环/],
  [/clipboard/, /Zwischenablage/, /剪贴板/],
  [/brokers?/, /Broker/, /MQTT 代理/],
  [/prox(?:y|ies)/, /Proxy/, /代理服务器/],
  [/issuers?/, /ausstell/i, /颁发者/],
  [/subject alternative names?/, /alternative[nr]? Antragstellername/, /使用者可选名称/],
  [/common name/, /Common Name/, /公用名称/],
  [/topic filter/, /Topic-Filter/, /主题筛选器/],
  [/telemetry/, /Telemetrie/, /遥测/],
  [/rule chains?/, /Regelkette/, /规则链/],
  [/tenant/, /Mandant/, /租户/],
  [/fleet/, /Flotte/, /设备群/],
  [/workspace/, /Arbeitsbereich/, /工作区/],
  [/rotat(?:e|ed|ion|ing)/, /aus(ge)?(zu)?tausch/i, /轮换/],
  [/renew(?:ed|ing|al)?/, /erneuer/i, /续订/],
  [/roll(?:ed|ing)? (?:it )?back/, /zurück(ge)?roll|rollen Sie .*zurück/i, /回滚/],
  [/revoked/, /widerruf/i, /吊销/],
  [/listens (?:for|there)/, /lauscht/i, /侦听/],
  [/keep.alive/, /Keep-Alive/, /保活/],
  [/handshakes?/, /Handshake/, /握手/],
  [/repository/, /Repository/, /存储库/],
  [/client ids?/, /Client-ID/, /客户端 ID/],
  [/cipher suites?/, /Cipher-Suite/, /密码套件/],
  [/clocks?/, /Uhr/, /时钟/],
  [/try again/, /versuchen Sie .*erneut|erneut .*versuchen/i, /重试/],
  [/test again/, /testen Sie .*erneut|erneut testen/i, /再次测试/],
  [/MQTT over TLS/, /MQTT über TLS/, /基于 TLS 的 MQTT/],
];

/** A text without what is the same in every language: placeholders, code, names of settings, links. */
function wordsOf(text: string): string {
  return text.replace(/\{\w+\}|`[^`]*`|\(command:[^)]*\)|thingsboardX509\S*|\S*[/_]\S*/g, "");
}

describe("a translation has one word for one thing", () => {
  const languages = [
    ["de", 1],
    ["zh-cn", 2],
  ] as const;
  for (const [language, column] of languages) {
    const pairs = [
      ...Object.entries(read(`l10n/bundle.l10n.${language}.json`)),
      ...Object.entries(read(`package.nls.${language}.json`)).map(
        ([key, text]) => [read("package.nls.json")[key] ?? "", text] as const,
      ),
    ];
    it(language, () => {
      const others = glossary.flatMap((term) => {
        const word = new RegExp(`(?<![-.\\w])(?:${term[0].source})(?![-.]?\\w)`, "i");
        return pairs
          .filter(([english, text]) => word.test(wordsOf(english)) && !term[column].test(text))
          .map(([english, text]) => `${term[0].source}: ${english} | ${text}`);
      });
      assert.deepEqual(others, []);
    });
  }
});

describe("a translation is written the same way throughout", () => {
  const textsOf = (language: string): readonly string[] =>
    ["l10n/bundle.l10n", "package.nls"].flatMap((name) => Object.values(read(`${name}.${language}.json`)));
  const rules: readonly [what: string, language: string, broken: RegExp][] = [
    ["German quotes open low", "de", /“[^„]*“|”/],
    ["German has an ellipsis in one character", "de", /\.\.\./],
    ["German says Sie", "de", /\b(?:du|dein|deine|dir|dich)\b/i],
    ["Chinese says 你", "zh-cn", /您/],
    ["Chinese quotes are Chinese", "zh-cn", /「|」|„/],
    [
      "Chinese punctuation is Chinese, but for what VS Code calls its commands",
      "zh-cn",
      /(?!件:)[\p{Script=Han}][,;:?!](?!\/)|[\p{Script=Han}]\.(?![\w.])/u,
    ],
    ["Chinese parentheses are wide", "zh-cn", /(?<!\])[\p{Script=Han} ]\((?!command:|hostname)/u],
    [
      "Chinese and Latin letters have a blank between",
      "zh-cn",
      /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u,
    ],
  ];
  for (const [what, language, broken] of rules) {
    it(what, () => {
      assert.deepEqual(
        textsOf(language).filter((text) => broken.test(text)),
        [],
      );
    });
  }
});
