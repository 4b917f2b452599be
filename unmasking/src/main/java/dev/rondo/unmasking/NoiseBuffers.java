package dev.rondo.unmasking;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The noise buffers after a release, in the helper's bucket: a file for each range of coordinates
 * that was asked for, with one F64 tensor of the shape (coordinates, buffers). The ranges of the
 * next release can be others.
 */
final class NoiseBuffers {

  static final String KIND = "noise-buffers";
  static final String TENSOR = "buffers";

  /** The header has one tensor and a few entries of metadata. */
  private static final long MOST_HEADER_BYTES = 4_096;

  private final ObjectStore own;
  private final int buffers;
  private final List<Part> parts;

  /** One file, of which the numbers begin at {@code data}. */
  private record Part(ObjectInfo file, MaskRange range, long data) {}

  private NoiseBuffers(ObjectStore own, int buffers, List<Part> parts) {
    this.own = own;
    this.buffers = buffers;
    this.parts = parts;
  }

  /**
   * Opens the buffers after a round.
   *
   * @param request the coordinates that are going to be read
   * @throws InvalidInputException if they are not all there
   */
  static NoiseBuffers open(ObjectStore own, UnmaskRequest request, int round, Blt blt) {
    int buffers = blt.theta().size();
    List<Part> parts = new ArrayList<>();
    for (ObjectInfo file : files(own, request, round)) {
      parts.add(part(own, file, buffers));
    }
    parts.sort(Comparator.comparingLong(part -> part.range().from()));
    long covered = request.from();
    for (Part part : parts) {
      if (part.range().from() <= covered) {
        covered = Math.max(covered, part.range().to());
      }
    }
    if (covered < request.to()) {
      throw new InvalidInputException(
          "The helper has no noise buffers of round %s from coordinate %s on, which round %s of job %s needs. Abandon the round, and create a new job"
              .formatted(round, covered, request.round(), request.job()));
    }
    return new NoiseBuffers(own, buffers, parts);
  }

  /** The file of the same range, which most rounds have; else all files, of which some overlap. */
  private static List<ObjectInfo> files(ObjectStore own, UnmaskRequest request, int round) {
    return new Documents(own)
        .read(ObjectKeys.unmasked(request.job(), round), FrozenSet.class)
        .flatMap(frozen -> own.head(frozen.on(request.from(), request.to()).noiseBuffers()))
        .map(List::of)
        .orElseGet(() -> own.list(ObjectKeys.noiseBuffers(request.job(), round)));
  }

  private static Part part(ObjectStore own, ObjectInfo file, int buffers) {
    try (StoredObject begin =
        own.getRange(file, 0, Math.min(file.size(), MOST_HEADER_BYTES))
            .orElseThrow(() -> new StoreException(file.key() + " was replaced"))) {
      SafetensorsHeader header = SafetensorsHeader.read(begin.body(), file.size());
      MaskRange range =
          new MaskRange(
              Long.parseLong(header.metadata().getOrDefault("from", "")),
              Long.parseLong(header.metadata().getOrDefault("to", "")));
      if (!header.tensors().equals(List.of(tensor(range.to() - range.from(), buffers)))) {
        throw new InvalidInputException(
            "%s must have %s noise buffers as in the request, but its tensors are %s"
                .formatted(file.key(), buffers, header.tensors()));
      }
      return new Part(file, range, file.size() - header.dataBytes());
    } catch (MalformedSafetensorsException | NumberFormatException e) {
      throw new IllegalStateException(file.key() + " is damaged. Restore it from a backup", e);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + file.key(), e);
    }
  }

  private static Tensor tensor(long coordinates, int buffers) {
    return new Tensor(TENSOR, Dtype.F64, List.of(coordinates, (long) buffers));
  }

  /** The buffers of {@code length} coordinates: one block for each buffer. */
  double[][] read(long from, int length) {
    double[][] blocks = new double[buffers][length];
    long at = from;
    for (Part part : parts) {
      long end = Math.min(part.range().to(), from + length);
      if (part.range().from() <= at && at < end) {
        read(part, at, (int) (end - at), blocks, (int) (at - from));
        at = end;
      }
    }
    return blocks;
  }

  private void read(Part part, long from, int length, double[][] blocks, int at) {
    long bytes = (long) buffers * Double.BYTES;
    long first = part.data() + (from - part.range().from()) * bytes;
    try (StoredObject object =
        own.getRange(part.file(), first, length * bytes)
            .orElseThrow(() -> new StoreException(part.file().key() + " was replaced"))) {
      DoubleBuffer numbers =
          ByteBuffer.wrap(object.body().readNBytes((int) (length * bytes)))
              .order(ByteOrder.LITTLE_ENDIAN)
              .asDoubleBuffer();
      for (int i = 0; i < length; i++) {
        for (int j = 0; j < buffers; j++) {
          blocks[j][at + i] = numbers.get(i * buffers + j);
        }
      }
    } catch (IOException e) {
      throw new StoreException("Cannot read " + part.file().key(), e);
    }
  }

  /** The buffers after a request, as they are kept; empty if its noise has none. */
  static Optional<Content> after(UnmaskRequest request, SumNoise noise, Work work) {
    int buffers = noise.buffers();
    if (buffers == 0) {
      return Optional.empty();
    }
    long count = request.to() - request.from();
    Map<String, String> metadata =
        Map.of(
            "kind", KIND,
            "job", request.job(),
            "round", Integer.toString(request.round()),
            "from", Long.toString(request.from()),
            "to", Long.toString(request.to()));
    InBlocks blocks = new InBlocks(request.from(), request.to(), work);
    return Optional.of(
        new SafetensorsContent(
            SafetensorsHeader.of(metadata, List.of(tensor(count, buffers))),
            writer -> blocks.write(writer, (from, length) -> bytes(noise.block(from, length)))));
  }

  private static byte[] bytes(SumNoise.Block block) {
    int buffers = block.buffers().length;
    int length = block.steps().length;
    byte[] bytes = new byte[buffers * length * Double.BYTES];
    DoubleBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < buffers; j++) {
        numbers.put(block.buffers()[j][i]);
      }
    }
    return bytes;
  }
}
