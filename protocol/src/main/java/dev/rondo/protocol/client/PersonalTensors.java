package dev.rondo.protocol.client;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.MalformedSafetensorsException;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The values that clients have of tensors of the role personal. They are in files of this machine:
 * one for each job, client and round. A training that is repeated begins with the values from
 * before its round, so it gives the same update. The files of the last two rounds of a client stay.
 */
public final class PersonalTensors {

  private static final String SUFFIX = ".safetensors";
  private static final int KEPT_ROUNDS = 2;

  private final Path folder;

  /**
   * @param folder is created when it is needed
   */
  public PersonalTensors(Path folder) {
    this.folder = folder;
  }

  /**
   * A base model as a client trains it: with the client's own values, if it has any.
   *
   * @param base the version's parameters; not changed
   * @throws IllegalStateException if the client's file does not fit the model
   */
  public float[] base(Plan plan, String client, float[] base) throws IOException {
    List<TensorSpec> personal = plan.layout().personal();
    Optional<float[]> newest =
        personal.isEmpty() ? Optional.empty() : newest(plan, client, new ModelLayout(personal));
    if (newest.isEmpty()) {
      return base;
    }
    float[] own = newest.get();
    float[] merged = base.clone();
    int at = 0;
    for (Stretch stretch : personal(plan.layout())) {
      int length = stretch.to() - stretch.from();
      System.arraycopy(own, at, merged, stretch.from(), length);
      at += length;
    }
    return merged;
  }

  /**
   * Keeps what a training made of a client's tensors.
   *
   * @param base what the client trained from, as {@link #base} gave it
   * @param delta new minus base; empty if the client only measured
   */
  public void keep(Plan plan, String client, float[] base, float[] delta) throws IOException {
    ModelLayout layout = new ModelLayout(plan.layout().personal());
    if (layout.tensors().isEmpty() || delta.length == 0) {
      return;
    }
    float[] own = new float[layout.parameterCount()];
    int at = 0;
    for (Stretch stretch : personal(plan.layout())) {
      for (int i = stretch.from(); i < stretch.to(); i++) {
        own[at++] = base[i] + delta[i];
      }
    }
    write(folder(plan, client), plan.round(), layout, own);
    List<Path> before = new ArrayList<>();
    for (Path file : files(plan, client)) {
      if (round(file) > plan.round()) {
        Files.deleteIfExists(file); // Of an earlier job of this name.
      } else {
        before.add(file);
      }
    }
    for (Path old : before.subList(0, Math.max(0, before.size() - KEPT_ROUNDS))) {
      Files.deleteIfExists(old);
    }
  }

  /** Where in the parameter vector the personal numbers are, in their order. */
  private static List<Stretch> personal(ModelLayout layout) {
    return layout.stretches(0, layout.parameterCount()).stream()
        .filter(stretch -> stretch.role() == Role.PERSONAL)
        .toList();
  }

  /** The values of the last round before this one. A file that is torn is deleted. */
  private Optional<float[]> newest(Plan plan, String client, ModelLayout layout)
      throws IOException {
    List<Path> files = files(plan, client);
    for (int i = files.size() - 1; i >= 0; i--) {
      if (round(files.get(i)) < plan.round()) {
        try {
          return Optional.of(read(files.get(i), layout));
        } catch (MalformedSafetensorsException e) {
          Files.deleteIfExists(files.get(i));
        }
      }
    }
    return Optional.empty();
  }

  private static float[] read(Path file, ModelLayout layout) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return ModelFile.read(in, Files.size(file), layout, file.toString());
    }
  }

  private static void write(Path folder, int round, ModelLayout layout, float[] own)
      throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve("new.part");
    SafetensorsHeader header =
        ModelFile.header(Map.of("kind", "personal", "round", Integer.toString(round)), layout);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFile.content(header, own).writeTo(bytes);
    try (FileChannel file = FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
      while (left.hasRemaining()) {
        int unused = file.write(left);
      }
      file.force(true);
    }
    Files.move(
        part,
        folder.resolve(String.format(Locale.ROOT, "%08d", round) + SUFFIX),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path folder(Plan plan, String client) {
    return folder.resolve(plan.job()).resolve(client);
  }

  /** A client's files, in the order of their rounds. */
  private List<Path> files(Plan plan, String client) throws IOException {
    Path own = folder(plan, client);
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(own)) {
      return all.filter(path -> path.getFileName().toString().matches("[0-9]{8,10}\\.safetensors"))
          .sorted((a, b) -> Integer.compare(round(a), round(b)))
          .toList();
    }
  }

  private static int round(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
  }
}
