package dev.rondo.protocol.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** A header as bytes: the length, 8 bytes little endian, then JSON in UTF-8, padded by spaces. */
final class HeaderBytes {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;

  private HeaderBytes() {}

  /** Reads length and JSON. Nothing is allocated that the file's size and the bound do not back. */
  static byte[] read(InputStream in, long fileSize, int maxHeaderBytes) throws IOException {
    byte[] prefix = in.readNBytes(SafetensorsHeader.LENGTH_BYTES);
    if (fileSize < prefix.length || prefix.length < SafetensorsHeader.LENGTH_BYTES) {
      throw new MalformedSafetensorsException(
          "The file ends within the 8 bytes of the header's length");
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (Long.compareUnsigned(length, maxHeaderBytes) > 0) {
      throw new MalformedSafetensorsException(
          "The header declares %s bytes, but at most %s are allowed"
              .formatted(Long.toUnsignedString(length), maxHeaderBytes));
    }
    if (length > fileSize - SafetensorsHeader.LENGTH_BYTES) {
      throw new MalformedSafetensorsException(
          "The header declares %s bytes, but the file has only %s".formatted(length, fileSize));
    }
    // readNBytes grows with what arrives, so a stream that is cut short costs what it has sent.
    byte[] json = in.readNBytes((int) length);
    if (json.length < length) {
      throw new MalformedSafetensorsException(
          "The file ends after %s of the header's %s bytes".formatted(json.length, length));
    }
    return json;
  }

  /** The JSON text without its padding. */
  static String text(byte[] json) throws MalformedSafetensorsException {
    if (json.length == 0 || json[0] != '{') {
      throw new MalformedSafetensorsException("The header does not begin with '{'");
    }
    int end = json.length;
    while (json[end - 1] == ' ') {
      end--;
    }
    if (json[end - 1] != '}') {
      throw new MalformedSafetensorsException("The header does not end with '}' and spaces");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedSafetensorsException("The header is not UTF-8", e);
    }
  }

  static byte[] encode(SafetensorsHeader header) {
    byte[] json = json(header).getBytes(StandardCharsets.UTF_8);
    int padded = Math.addExact(json.length, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] encoded = new byte[SafetensorsHeader.LENGTH_BYTES + padded];
    ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    Arrays.fill(encoded, SafetensorsHeader.LENGTH_BYTES + json.length, encoded.length, (byte) ' ');
    return encoded;
  }

  private static String json(SafetensorsHeader header) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      if (!header.metadata().isEmpty()) {
        out.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : header.metadata().entrySet()) {
          out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
      }
      for (int i = 0; i < header.tensors().size(); i++) {
        writeTensor(out, header.tensors().get(i), header.offset(i));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Unexpected I/O error in memory", e);
    }
    return text.toString();
  }

  private static void writeTensor(JsonGenerator out, Tensor tensor, long offset)
      throws IOException {
    out.writeObjectFieldStart(tensor.name());
    out.writeStringField("dtype", tensor.dtype().name());
    out.writeArrayFieldStart("shape");
    for (long dimension : tensor.shape()) {
      out.writeNumber(dimension);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("data_offsets");
    out.writeNumber(offset);
    out.writeNumber(offset + tensor.bytes());
    out.writeEndArray();
    out.writeEndObject();
  }
}
