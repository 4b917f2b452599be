package dev.rondo.privacy.masks;

/**
 * Whose mask it is, and for which round. Masks, sealed seeds and signatures are bound to it, so
 * none of them is good for another round or client.
 *
 * @param job the job
 * @param round the round
 * @param client the client's id
 * @param noise the noise that the helper is to add to the sum, as text; empty for none. The helper
 *     cannot open a seed for less noise than the client was told
 */
public record MaskContext(String job, int round, String client, String noise) {

  /** Of a round without noise. */
  public MaskContext(String job, int round, String client) {
    this(job, round, client, "");
  }

  /**
   * The context as bytes, for one purpose.
   *
   * @param purpose what the bytes are for, so that two purposes never have the same bytes
   * @param more what else to bind
   */
  byte[] bytes(String purpose, byte[] more) {
    byte[] context =
        Bytes.list(
            Bytes.utf8(purpose),
            Bytes.utf8(job),
            Bytes.utf8(Integer.toString(round)),
            Bytes.utf8(client),
            more);
    return noise.isEmpty() ? context : Bytes.joined(context, Bytes.list(Bytes.utf8(noise)));
  }
}
