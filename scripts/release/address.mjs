import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The root of the project. */
export const root = resolve(import.meta.dirname, "../..");

/**
 * The address of the repository, such as `https://host/owner/name`; empty until the maintainer has filled in `repository` in the
 * package.json of the root. All other addresses are made of it.
 */
export const repository = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")).repository ?? "";

/**
 * The members of a package's manifest that name addresses; none while there is no repository.
 *
 * @param {string} address The address of the repository.
 * @param {string} directory The package's folder, from the root.
 */
export function addressesOf(address, directory) {
  if (address === "") return {};
  return {
    repository: { type: "git", url: `git+${address}.git`, directory },
    homepage: `${address}/tree/main/${directory}#readme`,
    bugs: `${address}/issues`,
  };
}

/**
 * A README with absolute links, since it is also read where the rest of the project is not. Code stays as it is.
 *
 * @param {string} text The README.
 * @param {string} address The address of the repository. If it is empty, links stay relative.
 * @param {string} directory The package's folder, from the root.
 */
export function withAbsoluteLinks(text, address, directory) {
  if (address === "") return text;
  const base = `https://localhost/${directory}/`;
  const absolute = (_, image, label, target) => {
    if (/^(?:[a-z][a-z\d+.-]*:|#|\/)/i.test(target)) return `${image}[${label}](${target})`;
    const { pathname, hash } = new URL(target, base);
    return `${image}[${label}](${address}/${image === "!" ? "raw" : "blob"}/main${pathname}${hash})`;
  };
  return text
    .split(/(^```.*?^```$)/gms)
    .map((piece) => (piece.startsWith("```") ? piece : piece.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, absolute)))
    .join("");
}
