import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const everybody = (modes: string) => `@prefix acl: <http://www.w3.org/ns/auth/acl#>.
@prefix foaf: <http://xmlns.com/foaf/0.1/>.

<#everybody>
    a acl:Authorization;
    acl:agentClass foaf:Agent;
    acl:accessTo <./>;
    acl:default <./>;
    acl:mode ${modes}.
`;

/** Makes a folder for solid-server to serve: everybody may read it, and write to `notes/`. */
export async function servedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "solid-server-"));
  const read = everybody("acl:Read");
  const write = async (path: string, text: string) => {
    const file = join(folder, path);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text);
  };
  await write("data/.acl", read);
  await write("data/index.html", "Notes of the conformance suite");
  await write("data/notes/.acl", everybody("acl:Read, acl:Write"));
  await write("data/notes/welcome.ttl", '<#note> <http://schema.org/text> "Welcome".\n');
  // The published package lacks this file of its templates, and does not start without it.
  await write("config/templates/server/.acl", read);
  await mkdir(join(folder, "db"));
  return folder;
}
