// What must be there before a release, and that nobody but the maintainer can know.
import { repository } from "./address.mjs";

if (!/^https:\/\/[^/]+\/[^/]+\/[^/]+$/.test(repository)) {
  console.error(
    'Fill in "repository" in the package.json of the root, such as "https://host/owner/name". The `repository`, `homepage` and\n' +
      "`bugs` of every package, and the links in their READMEs, are made of it.",
  );
  process.exitCode = 1;
}
