import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { noteServer } from "./note-server.ts";

// Its own process, since express-prep reads the duration of its streams from the environment when it is loaded.
const server = createServer(noteServer());
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
