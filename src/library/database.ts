/** Where results are kept unless somebody says otherwise. */
export const DATABASE = 'results/bothways.db';
