import { ownClient } from "./own-client.ts";
import { doTasks } from "./tasks.ts";

await doTasks(ownClient);
