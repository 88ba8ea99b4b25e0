/** Loaded after the first picture is on the screen: the page works without accents. */
export { domAnimation } from "framer-motion";
