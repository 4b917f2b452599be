package dev.rondo.core.update;

import dev.rondo.core.round.Plan;
import dev.rondo.core.safetensors.MalformedSafetensorsException;
import dev.rondo.core.safetensors.SafetensorsReader;
import dev.rondo.core.safetensors.Tensor;
import dev.rondo.core.update.Rejection.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * Validates updates of one round while they stream in: first the header, then every number. Nothing
 * is held but one block.
 */
public final class UpdateReader {

  private static final int BLOCK = 16_384;

  private final Plan plan;
  private final UpdateHeader header;
  private final float[] block = new float[BLOCK];

  public UpdateReader(Plan plan) {
    this.plan = plan;
    this.header = new UpdateHeader(plan);
  }

  /**
   * Reads one update. Its blocks go to the sink as they come, so a sink that adds them up has to
   * start over when the verdict is a rejection.
   *
   * @param in the file
   * @param size its length in bytes
   * @param sinkFor makes the sink, once the header is known to be good
   * @throws IOException when the bytes could not be read, which is not the sender's fault
   */
  public Verdict read(InputStream in, long size, Function<ClientUpdate, BlockSink> sinkFor)
      throws IOException {
    try {
      if (size > plan.maxUpdateBytes()) {
        throw new RejectedException(
            Reason.SIZE,
            size + " bytes, and at most " + plan.maxUpdateBytes() + " can be an update");
      }
      SafetensorsReader reader = SafetensorsReader.open(in, size);
      ClientUpdate update = header.check(reader.header());
      BlockSink sink = sinkFor.apply(update);
      double squares = 0;
      for (Tensor tensor : reader.header().tensors()) {
        squares += stream(reader, tensor, sink);
      }
      return verdict(update, Math.sqrt(squares));
    } catch (MalformedSafetensorsException e) {
      return new Rejection(Reason.MALFORMED, String.valueOf(e.getMessage()));
    } catch (RejectedException e) {
      return e.rejection();
    }
  }

  private Verdict verdict(ClientUpdate update, double norm) throws RejectedException {
    if (plan.maxUpdateNorm() > 0 && norm > plan.maxUpdateNorm()) {
      throw new RejectedException(
          Reason.NORM, "its norm is " + norm + ", over the bound of " + plan.maxUpdateNorm());
    }
    return new Verdict.Valid(update, norm);
  }

  private double stream(SafetensorsReader reader, Tensor tensor, BlockSink sink)
      throws IOException, RejectedException {
    int offset = header.offset(tensor.name());
    int end = offset + Math.toIntExact(tensor.elements());
    double squares = 0;
    while (offset < end) {
      int length = Math.min(BLOCK, end - offset);
      reader.readFloats(block, 0, length);
      double sum = sumOfSquares(length);
      if (!Double.isFinite(sum)) {
        throw new RejectedException(
            Reason.NOT_FINITE, tensor.name() + " has a value that is not a finite number");
      }
      squares += sum;
      sink.accept(offset, block, length);
      offset += length;
    }
    return squares;
  }

  /**
   * Squares of floats are exact in a double and never overflow it, so the sum is finite exactly
   * when every value is. Four sums side by side keep the processor busy.
   */
  private double sumOfSquares(int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      a += (double) block[i] * block[i];
      b += (double) block[i + 1] * block[i + 1];
      c += (double) block[i + 2] * block[i + 2];
      d += (double) block[i + 3] * block[i + 3];
    }
    for (; i < length; i++) {
      a += (double) block[i] * block[i];
    }
    return (a + b) + (c + d);
  }
}
