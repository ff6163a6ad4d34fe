import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { noteServer } from "./note-server.ts";

// Runs in a separate process, because express-prep reads the duration of streams from the environment when it is loaded.
const server = createServer(noteServer());
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
