import { systemFacts } from "../../engine/system-facts.ts";
import { type Entry, GLOSSARY } from "./glossary.ts";

/** What an element's `data-tip` stands for: a word of the glossary, or a setting as `kafka acks`. */
export function tipText(id: string): Entry | undefined {
  if (Object.hasOwn(GLOSSARY, id)) return GLOSSARY[id as keyof typeof GLOSSARY];
  const [system, name] = id.split(" ");
  const facts = Object.entries(systemFacts).find(([known]) => known === system)?.[1];
  const info = facts?.settings.find((candidate) => candidate.name === name);
  return info === undefined ? undefined : { word: info.name, text: `${info.help} The default is ${String(info.default)}.` };
}
