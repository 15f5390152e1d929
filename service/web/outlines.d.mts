export function project(lat: number, long: number): [number, number];
export function outlines(): { file: string; text: string };
