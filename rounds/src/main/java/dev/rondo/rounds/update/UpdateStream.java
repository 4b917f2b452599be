package dev.rondo.rounds.update;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.encoding.NumberDecoder;
import dev.rondo.protocol.model.Role;
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
 * An update with a valid header, while its numbers stream in block by block in the order of the
 * file. Each block is validated when it is read, and only one block is held.
 *
 * <p>A number that is not finite is reported at the end of its tensor at the latest. A caller that
 * adds up blocks must start over if the verdict is a rejection.
 */
public final class UpdateStream implements UpdateReader.Opened {

  /**
   * Numbers of the largest block; a block ends where its tensor ends. The blocks of a group of
   * updates and of their sum fit into the processor's cache together.
   */
  public static final int BLOCK = BlockCheck.WHOLE;

  private final UpdateReader origin;
  private final SafetensorsReader reader;
  private final ClientUpdate update;
  private final Placement placement;
  private final List<Tensor> tensors;
  private final BlockCheck check;
  private final float[] block;
  private final int[] masked;
  private int tensor = -1;
  private int offset;
  private int length;
  private int left;
  private double squares;

  /** Reads the numbers of the tensor at hand; empty if they are written as they are. */
  private Optional<NumberDecoder> decoder = Optional.empty();

  private Optional<Verdict> verdict = Optional.empty();

  UpdateStream(
      UpdateReader origin,
      SafetensorsReader reader,
      ClientUpdate update,
      Placement placement,
      int block) {
    this.block = new float[origin.isMasked() ? 0 : block];
    this.masked = new int[origin.isMasked() ? block : 0];
    this.origin = origin;
    this.reader = reader;
    this.update = update;
    this.placement = placement;
    this.tensors = new ArrayList<>(reader.header().tensors());
    this.check = new BlockCheck(origin.wantsNorm());
  }

  /** The metadata of the update. */
  public ClientUpdate update() {
    return update;
  }

  /** The names of the tensors in the order of the file, which can differ from the layout. */
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
        beginTensor(tensors.get(tensor));
      }
      int count = Math.min(Math.max(block.length, masked.length), left);
      read(count);
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

  private void read(int count) throws IOException {
    if (masked.length > 0) {
      reader.readInts(masked, 0, count); // Any bits are a number.
      return;
    }
    if (decoder.isPresent()) {
      decoder.get().read(block, 0, count);
    } else {
      reader.readFloats(block, 0, count);
    }
    check.add(block, count);
  }

  private void beginTensor(Tensor next) {
    offset = origin.offset(next);
    left = origin.spec(next).size();
    Encoding encoding = origin.encoding(next);
    decoder =
        encoding.isPlain()
            ? Optional.empty()
            : Optional.of(new NumberDecoder(encoding, reader::readBytes));
  }

  private void endTensor() throws RejectedException {
    double sum = check.end();
    if (!Double.isFinite(sum)) {
      throw new RejectedException(
          Reason.NOT_FINITE, tensors.get(tensor).name() + " contains NaN or an infinity");
    }
    if (role() == Role.MEAN) {
      squares += sum;
    }
  }

  /** Where in the parameter vector the block's first number belongs. */
  public int offset() {
    return offset;
  }

  /** The role of the block's numbers. */
  public Role role() {
    return origin.role(tensors.get(tensor));
  }

  /** The block's numbers if they are masked, valid until the next one is read. */
  public int[] masked() {
    return masked;
  }

  /** The block's numbers if they are not masked, valid until the next one is read. */
  public float[] block() {
    return block;
  }

  /** How many of them. */
  public int length() {
    return length;
  }

  /**
   * The result of validation.
   *
   * @throws IllegalStateException while there are blocks left
   */
  public Verdict verdict() {
    return verdict.orElseThrow(
        () -> new IllegalStateException("The update has not been read to its end"));
  }
}
