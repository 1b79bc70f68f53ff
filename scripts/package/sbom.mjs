// The bill of materials of the package, for programs: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/.

/** The address of an npm package: package-url, type npm; the @ of a scope is encoded. */
function purlOf({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}

/** package-lock.json's `sha512-<Base64>` as CycloneDX wants it: hexadecimal. */
function hashesOf({ integrity }) {
  const base64 = /^sha512-(\S+)$/.exec(integrity ?? "")?.[1];
  return base64 === undefined
    ? {}
    : { hashes: [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }] };
}

function licencesOf(licence) {
  return / (OR|AND|WITH) /.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];
}

function componentOf(one) {
  const [, scope, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name);
  return {
    type: "library",
    "bom-ref": purlOf(one),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: one.version,
    scope: "required",
    ...hashesOf(one),
    licenses: licencesOf(one.licence),
    purl: purlOf(one),
  };
}

/** The document: what the extension of `manifest` carries, and which imports which. The same input gives the same bytes. */
export function sbomOf(manifest, { packages, uses }) {
  const refs = new Map(packages.map((one) => [`${one.name}@${one.version}`, purlOf(one)]));
  const refsOf = (ids) => ids.map((id) => refs.get(id));
  const extension = `${manifest.publisher}.${manifest.name}@${manifest.version}`;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": extension,
        group: manifest.publisher,
        name: manifest.name,
        version: manifest.version,
        licenses: licencesOf(manifest.license),
      },
    },
    components: packages.map(componentOf),
    dependencies: [
      { ref: extension, dependsOn: refsOf(uses) },
      ...packages.map((one) => ({ ref: purlOf(one), dependsOn: refsOf(one.uses) })),
    ],
  };
}
