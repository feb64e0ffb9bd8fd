/** Which addresses lead to this machine alone. */

/** Whether an address, or a name of the machine to itself, can be reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/** Whether what goes to this URL, tokens too, can be read on its way: plain http to anywhere but this machine. */
export function isOpenWire(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''));
}
