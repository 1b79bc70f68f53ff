/** Fills a folder of a workspace with devices; only the certificate of the last ends soon. */
export function fillWithDevices(workspace: string, folder: string, count: number): void;
