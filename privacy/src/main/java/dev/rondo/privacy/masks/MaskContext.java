package dev.rondo.privacy.masks;

/**
 * Whose mask it is, and for which round. Masks, sealed seeds and signatures are bound to it, so
 * none of them is good for another round or client.
 *
 * @param job the job
 * @param round the round
 * @param client the client's id
 * @param terms what the client was told about its numbers and the sum, as text. The helper cannot
 *     open a seed for other terms
 */
public record MaskContext(String job, int round, String client, String terms) {

  /**
   * The context as bytes, for one purpose.
   *
   * @param purpose what the bytes are for, so that two purposes never have the same bytes
   * @param more what else to bind
   */
  byte[] bytes(String purpose, byte[] more) {
    return Bytes.list(
        Bytes.utf8(purpose),
        Bytes.utf8(job),
        Bytes.utf8(Integer.toString(round)),
        Bytes.utf8(client),
        Bytes.utf8(terms),
        more);
  }
}
