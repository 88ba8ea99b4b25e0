export { GRAPH_FACES } from "./faces.tsx";
export { graphLayout } from "./graph-layout.ts";
export { graphUpright } from "./graph-upright.ts";
