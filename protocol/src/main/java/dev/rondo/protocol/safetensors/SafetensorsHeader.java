package dev.rondo.protocol.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The header of a safetensors file: metadata, and the tensors in the order of their data, which lie
 * end to end from offset 0 of the data region.
 *
 * <p>The sizes {@link #encodedBytes} and {@link #fileBytes} are those of the file that {@link
 * #encode} begins. A file of another writer that holds the same tensors may be longer, by padding.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">the format's description</a>.
 */
public final class SafetensorsHeader {

  /**
   * The longest header that is read or written unless said otherwise: 16 MiB. The format allows
   * 100,000,000 bytes, but a model of {@value #MAX_TENSORS} tensors gets by with this.
   */
  public static final int MAX_HEADER_BYTES = 16 << 20;

  /** The most tensors in one file. */
  public static final int MAX_TENSORS = 100_000;

  /** The most entries of metadata in one file. */
  public static final int MAX_METADATA = 10_000;

  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  private final Map<String, String> metadata;
  private final List<Tensor> tensors;

  /** Where each tensor's data begin; one more entry for the end of the last. */
  private final long[] offsets;

  private SafetensorsHeader(Map<String, String> metadata, List<Tensor> tensors) {
    this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    this.tensors = List.copyOf(tensors);
    this.offsets = new long[tensors.size() + 1];
    for (int i = 0; i < tensors.size(); i++) {
      offsets[i + 1] = Math.addExact(offsets[i], this.tensors.get(i).bytes());
    }
  }

  /**
   * A header to write. Equal arguments give equal bytes: metadata go out sorted by their keys,
   * tensors in the order given.
   *
   * @param metadata texts by their keys; none at all is the same as no metadata
   * @param tensors the tensors, each name once, in the order of their data
   * @throws IllegalArgumentException when a name appears twice, or when the file would be beyond
   *     the bounds that {@link #read(InputStream, long)} sets
   */
  public static SafetensorsHeader of(Map<String, String> metadata, List<Tensor> tensors) {
    check(tensors.size() <= MAX_TENSORS, "More than " + MAX_TENSORS + " tensors");
    check(metadata.size() <= MAX_METADATA, "More than " + MAX_METADATA + " entries of metadata");
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      check(names.add(tensor.name()), "Tensor " + Quoted.name(tensor.name()) + " appears twice");
    }
    metadata.forEach(
        (key, value) ->
            check(
                Quoted.isText(key) && Quoted.isText(value),
                "Metadata " + Quoted.name(key) + ": half a surrogate pair"));
    try {
      SafetensorsHeader header = new SafetensorsHeader(metadata, tensors);
      Math.addExact(header.dataBytes(), (long) LENGTH_BYTES + MAX_HEADER_BYTES);
      check(
          header.encodedBytes() - LENGTH_BYTES <= MAX_HEADER_BYTES,
          "The header is longer than the limit of " + MAX_HEADER_BYTES + " bytes");
      return header;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("The tensors together are too large for a file", e);
    }
  }

  /**
   * Reads a header of at most {@link #MAX_HEADER_BYTES} and leaves {@code in} at the first byte of
   * the data.
   *
   * @param in the file from its first byte on
   * @param fileSize the size of the whole file in bytes, as the store tells it
   * @throws MalformedSafetensorsException when the file breaks a rule of the format, or ends early
   * @throws IOException when {@code in} cannot be read
   */
  public static SafetensorsHeader read(InputStream in, long fileSize) throws IOException {
    return read(in, fileSize, MAX_HEADER_BYTES);
  }

  /**
   * As {@link #read(InputStream, long)}, with another bound.
   *
   * @param maxHeaderBytes the longest header to accept, without the 8 bytes of its length
   */
  public static SafetensorsHeader read(InputStream in, long fileSize, int maxHeaderBytes)
      throws IOException {
    check(fileSize >= 0, "The file size must not be negative, but is " + fileSize);
    check(maxHeaderBytes >= 0, "The header limit must not be negative, but is " + maxHeaderBytes);
    byte[] json = HeaderBytes.read(in, fileSize, maxHeaderBytes);
    HeaderParser parser = new HeaderParser();
    parser.parse(HeaderBytes.text(json));
    List<Tensor> tensors = parser.tensorsInOrder();
    SafetensorsHeader header = new SafetensorsHeader(parser.metadata(), tensors);
    long described = LENGTH_BYTES + json.length + header.dataBytes();
    // The parser has checked that the last offset is a long; only this sum may still pass it.
    if (described != fileSize) {
      throw new MalformedSafetensorsException(
          "The file has %s bytes, but its header and tensors are %s"
              .formatted(fileSize, Long.toUnsignedString(described)));
    }
    return header;
  }

  /** The texts by their keys, in the keys' order. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The tensors in the order of their offsets. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Where the data of a tensor, counted from 0, begin: bytes from the start of the data region. */
  public long offset(int tensor) {
    return offsets[Objects.checkIndex(tensor, tensors.size())];
  }

  /** The size of the data region in bytes. */
  public long dataBytes() {
    return offsets[tensors.size()];
  }

  /** The bytes before the data region: 8 for the length, then the padded JSON. */
  public int encodedBytes() {
    return encode().length;
  }

  /** The size of the whole file in bytes. */
  public long fileBytes() {
    return encodedBytes() + dataBytes();
  }

  /** The beginning of the file, up to the data; padded by spaces to a multiple of 8 bytes. */
  public byte[] encode() {
    return HeaderBytes.encode(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SafetensorsHeader that
        && metadata.equals(that.metadata)
        && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return Arrays.asList(metadata, tensors).hashCode();
  }

  @Override
  public String toString() {
    return "SafetensorsHeader[%s tensors, %s bytes of data]".formatted(tensors.size(), dataBytes());
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
