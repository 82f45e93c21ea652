/** The metrics that outputs with classes on fresh sequences do not have. */
export const NOT_MEASURED = { f1_macro: null, mae: null, mse: null, r2: null } as const;
