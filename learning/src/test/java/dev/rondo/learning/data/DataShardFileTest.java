package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataShardFileTest {

  private static final Dataset IMAGES =
      new ImageDataset(
          new byte[] {0, -1, 1, 2, 3, 4, 5, 6}, new int[] {1, 299}, List.of(1, 2, 2), 300);
  private static final Dataset TABLE =
      new TableDataset(new float[] {0.5f, -1, 3, 4, 5, 6}, new int[] {0, 2, 1}, List.of(2), 3);

  @Test
  void imagesComeBackAsTheyWere() throws IOException {
    Dataset back = read(bytes(DataShardFile.content("mnist", "shard-00000", IMAGES)));

    assertThat(back.exampleShape()).isEqualTo(List.of(1, 2, 2));
    assertThat(back.classes()).isEqualTo(300);
    assertThat(back.pixels(0)).hasValue(new byte[] {0, -1, 1, 2});
    assertThat(back.label(1)).isEqualTo(299);
    assertThat(features(back)).isEqualTo(features(IMAGES));
  }

  @Test
  void numbersComeBackAsTheyWere() throws IOException {
    Dataset back = read(bytes(DataShardFile.content("wine", "test", TABLE)));

    assertThat(back.exampleShape()).isEqualTo(List.of(2));
    assertThat(back.size()).isEqualTo(3);
    assertThat(back.label(1)).isEqualTo(2);
    assertThat(features(back)).isEqualTo(features(TABLE));
  }

  @Test
  void theNumberOfExamplesIsInTheHeader() throws IOException {
    byte[] file = bytes(DataShardFile.content("wine", "test", TABLE));
    byte[] header = Arrays.copyOf(file, file.length - 3 * (8 + 2 * 4));

    assertThat(DataShardFile.examples(new ByteArrayInputStream(header), file.length, "place"))
        .isEqualTo(3);
    assertThatThrownBy(
            () -> DataShardFile.examples(new ByteArrayInputStream(new byte[9]), 9, "place"))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("place: is not a valid safetensors file");
  }

  @Test
  void aDataShardWithoutExamplesIsAFileToo() throws IOException {
    Dataset back = read(bytes(DataShardFile.content("mnist", "s", IMAGES.select(new int[0]))));

    assertThat(back.size()).isZero();
    assertThat(back.exampleShape()).isEqualTo(List.of(1, 2, 2));
  }

  @Test
  void theSameExamplesGiveTheSameBytesAgainAndAsManyAsAnnounced() throws IOException {
    Content content = DataShardFile.content("mnist", "shard-00000", IMAGES);

    assertThat(bytes(content)).isEqualTo(bytes(content)).hasSize((int) content.size());
  }

  @Test
  void theTensorsMayComeInAnyOrder() throws IOException {
    byte[] file =
        file(
            metadata("classes", "2"),
            List.of(
                new Tensor("images", Dtype.U8, List.of(1L, 1L, 1L, 1L)),
                new Tensor("labels", Dtype.I64, List.of(1L))),
            writer -> {
              writer.writeBytes(new byte[] {7}, 0, 1);
              writer.writeLongs(new long[] {1}, 0, 1);
            });

    assertThat(read(file).label(0)).isEqualTo(1);
    assertThat(read(file).pixels(0)).hasValue(new byte[] {7});
  }

  @Test
  void aFileThatIsCutOffIsNamed() {
    byte[] whole = bytes(DataShardFile.content("mnist", "shard-00000", IMAGES));
    for (int size = 0; size < whole.length; size++) {
      byte[] part = Arrays.copyOf(whole, size);
      assertThatThrownBy(() -> read(part))
          .isInstanceOf(BadDataException.class)
          .hasMessageStartingWith("data/here: is not a valid safetensors file");
    }
  }

  @Test
  void aLabelOutOfRangeIsRefused() {
    assertRefused(table(3, -1, 0), "label 0 is -1; labels are 0 to 2");
    assertRefused(table(3, 3, 0), "label 0 is 3; labels are 0 to 2");
  }

  @Test
  void aNumberThatIsNotFiniteIsRefused() {
    assertRefused(table(3, 0, Float.NaN), "value 0 of its features is NaN");
    assertRefused(table(3, 0, Float.NEGATIVE_INFINITY), "value 0 of its features is -Infinity");
  }

  @Test
  void metadataThatDoNotSayWhatItIsAreRefused() {
    List<Tensor> tensors = tensors(Dtype.I64, Dtype.F32, 1, 1);
    assertRefused(zeros(metadata("kind", "model"), tensors), "but is 'model'");
    assertRefused(zeros(Map.of(), tensors), "its kind must be 'data-shard', but is ''");
    for (String classes : List.of("", "0", "-1", "1000002", "99999999999", "ten")) {
      assertRefused(zeros(metadata("classes", classes), tensors), "classes '" + classes + "'");
    }
  }

  @Test
  void otherTensorsThanThoseOfADataShardAreRefused() {
    Map<String, String> metadata = metadata("classes", "3");
    assertRefused(zeros(metadata, tensors(Dtype.I32, Dtype.F32, 1, 1)), "labels is I32");
    assertRefused(zeros(metadata, tensors(Dtype.I64, Dtype.F64, 1, 1)), "features is F64");
    assertRefused(zeros(metadata, tensors(Dtype.I64, Dtype.F32, 2, 1)), "2 labels for 1 examples");
    assertRefused(zeros(metadata, tensors(Dtype.I64, Dtype.F32, 1, 1).subList(0, 1)), "1 tensors");
    assertRefused(
        zeros(
            metadata,
            List.of(
                new Tensor("labels", Dtype.I64, List.of(1L)),
                new Tensor("pictures", Dtype.U8, List.of(1L, 1L, 1L, 1L)))),
        "no tensor features");
    assertRefused(
        zeros(
            metadata,
            List.of(
                new Tensor("labels", Dtype.I64, List.of(0L)),
                new Tensor("features", Dtype.F32, List.of(0L, 0L)))),
        "examples have the shape [0]");
  }

  @Test
  void examplesBeyondAnArrayAreRefusedBeforeAnyMemoryIsTaken() {
    Map<String, String> metadata = metadata("classes", "3");
    assertRefused(
        zeros(
            metadata,
            List.of(
                new Tensor("labels", Dtype.I64, List.of(0L)),
                new Tensor("images", Dtype.U8, List.of(0L, 65536L, 65536L, 65536L)))),
        "examples have the shape");
  }

  private static byte[] table(int classes, long label, float value) {
    return file(
        metadata("classes", Integer.toString(classes)),
        tensors(Dtype.I64, Dtype.F32, 1, 1),
        writer -> {
          writer.writeLongs(new long[] {label}, 0, 1);
          writer.writeFloats(new float[] {value}, 0, 1);
        });
  }

  private static List<Tensor> tensors(Dtype labels, Dtype features, long count, long rows) {
    return List.of(
        new Tensor("labels", labels, List.of(count)),
        new Tensor("features", features, List.of(rows, 1L)));
  }

  private static Map<String, String> metadata(String key, String value) {
    Map<String, String> metadata =
        new HashMap<>(
            Map.of("kind", "data-shard", "dataset", "d", "data_shard", "s", "classes", "3"));
    metadata.put(key, value);
    return metadata;
  }

  private static byte[] zeros(Map<String, String> metadata, List<Tensor> tensors) {
    return file(
        metadata,
        tensors,
        writer -> {
          for (Tensor tensor : tensors) {
            writer.writeBytes(new byte[(int) tensor.bytes()], 0, (int) tensor.bytes());
          }
        });
  }

  @FunctionalInterface
  private interface Elements {
    void writeTo(SafetensorsWriter writer) throws IOException;
  }

  private static byte[] file(
      Map<String, String> metadata, List<Tensor> tensors, Elements elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer =
        new SafetensorsWriter(out, SafetensorsHeader.of(metadata, tensors))) {
      elements.writeTo(writer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static Dataset read(byte[] file) throws IOException {
    return DataShardFile.read(new ByteArrayInputStream(file), file.length, "data/here");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("data/here: ")
        .hasMessageContaining(message);
  }

  private static float[] features(Dataset data) {
    float[] all = new float[data.size() * data.exampleSize()];
    for (int i = 0; i < data.size(); i++) {
      data.features(i, all, i * data.exampleSize());
    }
    return all;
  }
}
