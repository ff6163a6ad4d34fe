import { render } from "preact";
import { Demo } from "./model/demo.ts";
import { App } from "./view/app.tsx";
import "./style/base.css";
import "./style/layout.css";
import "./style/note.css";
import "./style/wire.css";

const container = document.getElementById("app");
if (container !== null) render(<App demo={new Demo()} />, container);
// They are open in the HTML, for browsers without JavaScript.
document.getElementById("commands")?.removeAttribute("open");
