import "./ui/theme/base.css";
import "./ui/tokens/token.css";
import "./ui/parts/drawing.css";
import "./ui/shell/page.css";
import "./ui/shell/title-block.css";
import "./ui/shell/status-line.css";
import "./ui/palette/palette.css";
import "./ui/stage/lane.css";
import "./ui/inspector/inspector.css";
import "./ui/edited/edited.css";
import "./ui/shell/dock.css";
import "./ui/timeline/timeline.css";
import "./ui/shell/laptop.css";
import "./ui/shell/phone.css";
import "./ui/shell/projector.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./ui/App.tsx";
import { installHook } from "./ui/share/hook.ts";

installHook();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
