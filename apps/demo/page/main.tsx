import { render } from "preact";
import { Demo } from "./model/demo.ts";
import { App } from "./view/app.tsx";
import "./style/base.css";
import "./style/layout.css";
import "./style/note.css";
import "./style/wire.css";

const place = document.getElementById("app");
if (place !== null) render(<App demo={new Demo()} />, place);
// Without script they stand open.
document.getElementById("commands")?.removeAttribute("open");
