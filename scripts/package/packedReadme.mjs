// The README as it stands in the package when nobody knows where the repository will lie.

/** What all pictures of the README in the package may weigh together, in bytes. */
export const pictureBudgetBytes = 300_000;

const pictureLine = /^!\[([^\]]*)\]\(((?!\w+:)[^)]+)\)\n\n?/gm;
const relativeLink = /(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)]+)\)/g;

/**
 * Makes every picture and link of a README true without a repository.
 *
 * VS Code's page of an installed extension shows pictures from https: and data: alone and follows no relative link. So the
 * pictures are put into the text, in their order, as long as the budget lasts, and the others are left out; a link to a
 * file becomes its text with the file's name. `pictureOf` gives the bytes of a PNG by its path.
 */
export function packedReadme(text, pictureOf, budgetBytes = pictureBudgetBytes) {
  let left = budgetBytes;
  const withPictures = text.replace(pictureLine, (_line, title, file) => {
    const bytes = pictureOf(file);
    if (bytes.length > left) {
      return "";
    }
    left -= bytes.length;
    return `![${title}](data:image/png;base64,${bytes.toString("base64")})\n\n`;
  });
  return withPictures.replace(relativeLink, (_link, title, file) =>
    title === file || title.endsWith(file) ? title : `${title} (${file})`,
  );
}

/**
 * Where relative links and pictures of a README lead once the repository is known.
 *
 * GitHub's addresses of a file and of its raw content at a tag or commit.
 */
export function addressesAt(repository, ref) {
  const base = repository.replace(/\/+$/, "").replace(/\.git$/, "");
  return { content: `${base}/blob/${ref}`, images: `${base}/raw/${ref}` };
}
