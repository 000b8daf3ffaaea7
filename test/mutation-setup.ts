import fc from "fast-check";

// A mutant survives or not, whenever it is tried; and one counterexample is enough to kill it, if not the smallest.
fc.configureGlobal({ seed: 1987, endOnFailure: true });
