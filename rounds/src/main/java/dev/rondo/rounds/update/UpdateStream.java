package dev.rondo.rounds.update;

import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.rounds.update.Rejection.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An update whose header is good, while its numbers stream in: block after block, in the order of
 * the file, validated as they pass. Nothing is held but one block.
 *
 * <p>That a number is not finite is told with the last block of its tensor at the latest, so
 * whoever adds up blocks has to start over when a rejection follows them.
 */
public final class UpdateStream implements UpdateReader.Opened {

  /**
   * No block is longer; a block ends where its tensor does. The blocks of a group of updates, and
   * of the sum that they are added to, fit into a processor's cache together.
   */
  public static final int BLOCK = BlockCheck.WHOLE;

  private final UpdateReader origin;
  private final SafetensorsReader reader;
  private final ClientUpdate update;
  private final Placement placement;
  private final List<Tensor> tensors;
  private final BlockCheck check;
  private final float[] block = new float[BLOCK];
  private int tensor = -1;
  private int offset;
  private int length;
  private int left;
  private double squares;
  private Optional<Verdict> verdict = Optional.empty();

  UpdateStream(
      UpdateReader origin, SafetensorsReader reader, ClientUpdate update, Placement placement) {
    this.origin = origin;
    this.reader = reader;
    this.update = update;
    this.placement = placement;
    this.tensors = new ArrayList<>(reader.header().tensors());
    this.check = new BlockCheck(origin.wantsNorm());
  }

  /** What the client says of its update. */
  public ClientUpdate update() {
    return update;
  }

  /** The tensors in the order of the file, which need not be that of the layout. */
  public List<String> order() {
    return tensors.stream().map(Tensor::name).toList();
  }

  /**
   * Reads the next block.
   *
   * @return false when there is none, and then there is a verdict
   * @throws IOException when the bytes could not be read, which is not the sender's fault
   */
  public boolean next() throws IOException {
    if (verdict.isPresent()) {
      return false;
    }
    offset += length;
    length = 0;
    try {
      while (left == 0) {
        if (++tensor == tensors.size()) {
          verdict = Optional.of(origin.verdict(update, Math.sqrt(squares), placement));
          return false;
        }
        offset = origin.offset(tensors.get(tensor));
        left = Math.toIntExact(tensors.get(tensor).elements());
      }
      int count = Math.min(BLOCK, left);
      reader.readFloats(block, 0, count);
      check.add(block, count);
      left -= count;
      if (left == 0) {
        endTensor();
      }
      length = count;
      return true;
    } catch (MalformedSafetensorsException e) {
      verdict = Optional.of(new Rejection(Reason.MALFORMED, String.valueOf(e.getMessage())));
    } catch (RejectedException e) {
      verdict = Optional.of(e.rejection());
    }
    return false;
  }

  private void endTensor() throws RejectedException {
    double sum = check.end();
    if (!Double.isFinite(sum)) {
      throw new RejectedException(
          Reason.NOT_FINITE,
          tensors.get(tensor).name() + " has a value that is not a finite number");
    }
    squares += sum;
  }

  /** Where in the parameter vector the block's first number belongs. */
  public int offset() {
    return offset;
  }

  /** The block's numbers, valid until the next one is read. */
  public float[] block() {
    return block;
  }

  /** How many of them. */
  public int length() {
    return length;
  }

  /**
   * What validation found.
   *
   * @throws IllegalStateException while there are blocks left
   */
  public Verdict verdict() {
    return verdict.orElseThrow(() -> new IllegalStateException("The update is not read yet"));
  }
}
