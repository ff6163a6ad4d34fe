import { middlewareSuite } from "@resource-events/testing-middleware";
import express from "express5";
import { expressFramework } from "./express-framework.ts";

middlewareSuite(expressFramework("Express 5", express));
