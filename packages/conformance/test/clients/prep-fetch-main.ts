import { prepFetchClient } from "./prep-fetch-client.ts";
import { doTasks } from "./tasks.ts";

await doTasks(prepFetchClient);
