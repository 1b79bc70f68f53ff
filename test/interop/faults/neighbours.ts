export const neighbours = [];
