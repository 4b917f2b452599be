package dev.rondo.rounds.update;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.rounds.update.Rejection.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Validates updates of one round while they stream in: first the header, then every number. Holds
 * one block of each update in memory. Thread-safe.
 */
public final class UpdateReader {

  private final Plan plan;
  private final UpdateHeader header;
  private final int block;

  /** Reads the largest blocks. */
  public UpdateReader(Plan plan) {
    this(plan, UpdateStream.BLOCK);
  }

  /**
   * @param block numbers that are read at a time, at most
   */
  public UpdateReader(Plan plan, int block) {
    this.plan = plan;
    this.header = new UpdateHeader(plan);
    this.block = block;
  }

  /** An update whose header is valid and whose numbers can be read, or why it is rejected. */
  public sealed interface Opened permits UpdateStream, Rejection {}

  /**
   * Opens one update and validates its header.
   *
   * @param in the file
   * @param size its length in bytes
   * @throws IOException when the bytes could not be read, which is not the sender's fault
   */
  public Opened open(InputStream in, long size) throws IOException {
    try {
      Optional<Rejection> tooLarge = tooLarge(plan, size);
      if (tooLarge.isPresent()) {
        return tooLarge.get();
      }
      SafetensorsReader reader = SafetensorsReader.open(in, size, plan.maxHeaderBytes());
      ClientUpdate update = header.check(reader.header());
      Placement placement = header.placement(reader.header(), size);
      return new UpdateStream(this, reader, update, placement, block);
    } catch (MalformedSafetensorsException e) {
      return new Rejection(Reason.MALFORMED, String.valueOf(e.getMessage()));
    } catch (RejectedException e) {
      return e.rejection();
    }
  }

  /** The rejection of an update that has too many bytes. */
  public static Optional<Rejection> tooLarge(Plan plan, long size) {
    return size <= plan.maxUpdateBytes()
        ? Optional.empty()
        : Optional.of(
            new Rejection(
                Reason.SIZE,
                size + " bytes, but an update of this model has at most " + plan.maxUpdateBytes()));
  }

  /** Where a tensor's numbers begin in the parameter vector. */
  int offset(Tensor tensor) {
    return header.offset(tensor.name());
  }

  /** What the model knows of a tensor. */
  TensorSpec spec(Tensor tensor) {
    return header.spec(tensor.name());
  }

  /** How a tensor is written. */
  Encoding encoding(Tensor tensor) {
    return plan.encoding(spec(tensor));
  }

  /** The role of a tensor. */
  Role role(Tensor tensor) {
    return plan.layout().role(tensor.name());
  }

  /** Whether the numbers are masked: integers instead of floats. */
  boolean isMasked() {
    return plan.secureAggregation().isPresent();
  }

  /** Whether the norm is needed; computing it takes as long as the fold itself. */
  boolean wantsNorm() {
    return plan.maxUpdateNorm() > 0 || plan.clipUpdateNorm() > 0;
  }

  /** The verdict on an update whose numbers are all finite. */
  Verdict verdict(ClientUpdate update, double norm, Placement placement) {
    if (plan.maxUpdateNorm() > 0 && norm > plan.maxUpdateNorm()) {
      return new Rejection(
          Reason.NORM,
          "its L2 norm is " + norm + ", but max_update_norm is " + plan.maxUpdateNorm());
    }
    return new Verdict.Valid(update, norm, placement);
  }
}
