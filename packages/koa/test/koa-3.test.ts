import { middlewareSuite } from "@resource-events/testing-middleware";
import Koa from "koa3";
import type { KoaVersion } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

middlewareSuite(koaFramework("Koa 3", Koa as unknown as KoaVersion));
