import fc from "fast-check";

/** Property tests draw the same cases every time; FC_SEED=number draws others, to look for what these miss. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_127) });
