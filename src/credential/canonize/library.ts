/** The long way to a canonical form: JSON-LD expansion, then RDFC-1.0, by the libraries of the cryptosuite. */
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import type { Canonize } from './compile.ts';

/**
 * Blank nodes that look alike are told apart by trying; a poison graph makes that take for ever. Real credentials need
 * a handful of tries. (rdf-canonize's own limit grows with the graph.)
 */
const MAX_DEEP_ITERATIONS = 128;

/** In safe mode and without a base: what would not be signed, or not as it is written, is an error. */
export const libraryCanonize: Canonize = (document, { documentLoader, messageDigestAlgorithm = 'SHA-256' }) =>
  cryptosuite.canonize(document, {
    documentLoader,
    messageDigestAlgorithm,
    maxDeepIterations: MAX_DEEP_ITERATIONS,
  });
