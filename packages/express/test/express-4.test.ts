import { middlewareSuite } from "@resource-events/testing-middleware";
import express from "express4";
import type { Express } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

middlewareSuite(expressFramework("Express 4", express as unknown as Express));
