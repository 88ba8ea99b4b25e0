import "./ui/theme/base.css";
import "./ui/tokens/token.css";
import "./ui/parts/drawing.css";
import "./ui/shell/page.css";
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
