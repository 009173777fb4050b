/** Raised with every change that makes an older child or host misread the other. */
export const protocolVersion = 2;
