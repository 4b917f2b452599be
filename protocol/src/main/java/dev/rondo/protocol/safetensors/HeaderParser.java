package dev.rondo.protocol.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Parses the JSON of one header, and holds it to every rule that concerns the JSON alone. */
final class HeaderParser {
  /** Object, tensor, array, and one more level, so that errors name the place. */
  private static final int DEPTH = 4;

  /** As many digits as the largest long has, and a sign. */
  private static final int DIGITS = 20;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // A stranger's names must not stay behind in tables that outlive the file.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(DIGITS)
                  // The header as a whole is bounded, so its names and strings are.
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private record Entry(Tensor tensor, long begin, long end) {}

  private final Map<String, String> metadata = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  void parse(String json) throws MalformedSafetensorsException {
    try (JsonParser in = JSON.createParser(json)) {
      expect(in, JsonToken.START_OBJECT, "the header");
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (name.equals(SafetensorsHeader.METADATA)) {
          readMetadata(in);
        } else {
          check(
              entries.size() < SafetensorsHeader.MAX_TENSORS,
              () -> "The header has more than " + SafetensorsHeader.MAX_TENSORS + " tensors");
          entries.add(readTensor(in, name));
        }
      }
      check(in.nextToken() == null, () -> "The header has data after its JSON object");
    } catch (JsonProcessingException e) {
      throw new MalformedSafetensorsException(
          "The header is not valid JSON: "
              + Quoted.remark(e.getOriginalMessage())
              + (e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset()),
          e);
    } catch (MalformedSafetensorsException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedSafetensorsException("The header cannot be read", e);
    }
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** The tensors by their offsets, which must follow each other from 0 on. */
  List<Tensor> tensorsInOrder() throws MalformedSafetensorsException {
    // By end as well: an empty tensor comes before the one that begins where it lies.
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    List<Tensor> tensors = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if (entry.begin != end) {
        throw new MalformedSafetensorsException(
            "Tensor %s: begins at byte %s, %s %s"
                .formatted(
                    Quoted.name(entry.tensor.name()),
                    entry.begin,
                    entry.begin < end
                        ? "inside another tensor, which ends at"
                        : "and leaves a gap from",
                    end));
      }
      end = entry.end;
      tensors.add(entry.tensor);
    }
    return tensors;
  }

  private void readMetadata(JsonParser in) throws IOException {
    expect(in, JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      check(
          metadata.size() < SafetensorsHeader.MAX_METADATA,
          () -> "__metadata__: more than " + SafetensorsHeader.MAX_METADATA + " entries");
      expect(in, JsonToken.VALUE_STRING, SafetensorsHeader.METADATA + " " + Quoted.name(key));
      String value = in.getText();
      check(
          Quoted.isText(key) && Quoted.isText(value),
          () -> "__metadata__ " + Quoted.name(key) + ": half a surrogate pair");
      metadata.put(key, value);
    }
  }

  private static Entry readTensor(JsonParser in, String name) throws IOException {
    String place = "Tensor " + Quoted.name(name);
    expect(in, JsonToken.START_OBJECT, place);
    Optional<Dtype> dtype = Optional.empty();
    Optional<long[]> shape = Optional.empty();
    Optional<long[]> offsets = Optional.empty();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      switch (field) {
        case "dtype" -> dtype = Optional.of(readDtype(in, place + ": dtype"));
        case "shape" ->
            shape = Optional.of(readNumbers(in, place + ": shape", Tensor.MAX_DIMENSIONS));
        case "data_offsets" -> offsets = Optional.of(readNumbers(in, place + ": data_offsets", 2));
        default ->
            throw new MalformedSafetensorsException(
                place + ": unknown field " + Quoted.name(field));
      }
    }
    check(dtype.isPresent(), () -> place + ": dtype is missing");
    check(shape.isPresent(), () -> place + ": shape is missing");
    check(offsets.isPresent(), () -> place + ": data_offsets is missing");
    return entry(name, dtype.orElseThrow(), shape.orElseThrow(), offsets.orElseThrow());
  }

  private static Entry entry(String name, Dtype dtype, long[] shape, long[] offsets)
      throws MalformedSafetensorsException {
    String place = "Tensor " + Quoted.name(name);
    check(offsets.length == 2, () -> place + ": data_offsets are not two numbers");
    check(
        offsets[0] <= offsets[1],
        () ->
            "%s: data_offsets end at %s, before they begin at %s"
                .formatted(place, offsets[1], offsets[0]));
    try {
      Tensor tensor = new Tensor(name, dtype, Arrays.stream(shape).boxed().toList());
      check(
          offsets[1] - offsets[0] == tensor.bytes(),
          () ->
              "%s: data_offsets span %s bytes, but %s %s needs %s"
                  .formatted(
                      place, offsets[1] - offsets[0], dtype, tensor.shape(), tensor.bytes()));
      return new Entry(tensor, offsets[0], offsets[1]);
    } catch (IllegalArgumentException e) {
      throw new MalformedSafetensorsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Dtype readDtype(JsonParser in, String place) throws IOException {
    expect(in, JsonToken.VALUE_STRING, place);
    String name = in.getText();
    return Dtype.named(name)
        .orElseThrow(
            () ->
                new MalformedSafetensorsException(
                    place + " " + Quoted.name(name) + " is not known"));
  }

  private static long[] readNumbers(JsonParser in, String place, int most) throws IOException {
    expect(in, JsonToken.START_ARRAY, place);
    long[] numbers = new long[most];
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      check(count < most, () -> "%s: has more than %s numbers".formatted(place, most));
      numbers[count++] = number(in, place);
    }
    return Arrays.copyOf(numbers, count);
  }

  private static long number(JsonParser in, String place) throws IOException {
    boolean integer = in.currentToken() == JsonToken.VALUE_NUMBER_INT;
    check(
        integer && in.getText().charAt(0) != '-', () -> place + ": is not an integer of 0 or more");
    try {
      return Long.parseLong(in.getText());
    } catch (NumberFormatException e) {
      throw new MalformedSafetensorsException(place + ": larger than 2^63 - 1", e);
    }
  }

  private static void expect(JsonParser in, JsonToken token, String place) throws IOException {
    JsonToken found = in.nextToken();
    check(found == token, () -> "%s: found %s, expected %s".formatted(place, found, token));
  }

  private static void check(boolean holds, Supplier<String> message)
      throws MalformedSafetensorsException {
    if (!holds) {
      throw new MalformedSafetensorsException(message.get());
    }
  }
}
