package dev.rondo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.testing.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends ObjectStoreContract {

  @TempDir Path folder = Path.of("");

  private DirectoryStore store = new DirectoryStore(folder);

  @BeforeEach
  void open() {
    store = new DirectoryStore(folder.resolve("store"));
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void anotherStoreOnTheSameFolderSeesTheSameObjectsAndTags() {
    String etag = store.put("jobs/a/job.json", text("x"));
    DirectoryStore other = new DirectoryStore(folder.resolve("store"));

    assertThat(other.list("")).containsExactly(new ObjectInfo("jobs/a/job.json", 1, etag));
    assertThat(other.putIfMatch("jobs/a/job.json", etag, text("y")))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(store.putIfMatch("jobs/a/job.json", etag, text("z")))
        .isEqualTo(new PutOutcome.Conflict());
  }

  /** What was asked of the disk, and what could be seen in the store at that moment. */
  private final class Disk implements Durability {
    private final List<String> asked = new ArrayList<>();

    @Override
    public void file(Path file) throws IOException {
      asked.add("file " + Files.readString(file) + " of " + seen());
    }

    @Override
    public void folder(Path path) {
      asked.add("names in " + folder.relativize(path) + " of " + seen());
    }

    private List<String> seen() {
      return store.list("").stream().map(ObjectInfo::key).toList();
    }
  }

  @Test
  void aDocumentIsOnTheDiskBeforeItHasItsName() {
    Disk disk = new Disk();
    store = new DirectoryStore(folder, disk);

    store.putIfAbsent("jobs/a/latest.json", text("1"));
    String etag = store.head("jobs/a/latest.json").orElseThrow().etag();
    store.putIfMatch("jobs/a/latest.json", etag, text("2"));

    assertThat(disk.asked).containsExactly("file 1 of []", "file 2 of [jobs/a/latest.json]");
  }

  @Test
  void aCommittedVersionIsOnTheDiskWithItsNames() {
    Disk disk = new Disk();
    store = new DirectoryStore(folder, disk);

    Upload upload = store.beginUpload("jobs/a/models/1/m");
    String part = store.putPart(upload, 1, text("m")).orElseThrow();
    assertThat(disk.asked).isEmpty();
    store.completeUpload(upload, List.of(part));
    store.putIfAbsent("jobs/a/models/1/manifest.json", text("n"));

    String all = " of [jobs/a/models/1/m, jobs/a/models/1/manifest.json]";
    assertThat(disk.asked)
        .containsExactly(
            "file m of []",
            "file n of [jobs/a/models/1/m]",
            "names in jobs/a/models/1" + all,
            "names in jobs/a/models" + all);
  }

  @Test
  void aReplacedJobIsOnTheDiskBeforeItHasItsName() {
    Disk disk = new Disk();
    store = new DirectoryStore(folder, disk);

    store.put("jobs/a/job.json", text("1"));

    assertThat(disk.asked.get(0)).isEqualTo("file 1 of []");
  }

  @Test
  void whatARepeatedRoundMakesAgainDoesNotWaitForTheDisk() {
    Disk disk = new Disk();
    store = new DirectoryStore(folder, disk);

    for (String key :
        List.of(
            "updates/a/00000001/c",
            "partials/a/00000001/p",
            "rejected/a/00000001/ec/c.json",
            "jobs/a/rounds/00000001/seats.json",
            "jobs/a/rounds/00000001/parts/00000001.json")) {
      store.putIfAbsent(key, text("1"));
    }
    store.put("jobs/a/rounds/00000001/wall.json", text("1"));

    assertThat(disk.asked).isEmpty();
  }

  @Test
  void twoStoresSeeEachOthersWritesWithinOneTickOfTheFilesClock() {
    DirectoryStore other = new DirectoryStore(folder.resolve("store"));
    for (int i = 0; i < 500; i++) {
      String mine = store.put("a", text("mine %04d".formatted(i)));
      String theirs = other.put("a", text("else %04d".formatted(i)));

      assertThat(store.head("a").orElseThrow().etag()).isEqualTo(theirs).isNotEqualTo(mine);
    }
  }

  @Test
  void aHalfWrittenFileIsNoObjectAndIsSweptAway() throws IOException {
    Path work = Files.createDirectories(folder.resolve("store/.work"));
    Files.writeString(work.resolve("dead.tmp"), "hal");

    assertThat(store.list("")).isEmpty();
    assertThat(store.list(".")).isEmpty();
    store.sweep();
    assertThat(work.resolve("dead.tmp")).doesNotExist();
  }

  @Test
  void nothingIsLeftInTheWorkFolder() throws IOException {
    String etag = store.put("a", text("1"));
    store.putIfAbsent("a", text("2"));
    store.putIfAbsent("b", text("2"));
    store.putIfMatch("a", "another", text("3"));
    store.putIfMatch("a", etag, text("4"));
    assertThatThrownBy(() -> store.put("b/c", text("5"))).isInstanceOf(StoreException.class);

    try (var left = Files.list(folder.resolve("store/.work"))) {
      assertThat(left.map(p -> String.valueOf(p.getFileName()))).containsExactly("lock");
    }
  }

  @Test
  void aKeyCannotLeaveTheFolder() {
    assertThatThrownBy(() -> store.put("../outside", text("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.get("a/../../b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.head("/etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFolderThatCannotBeIsToldWithItsReason() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    DirectoryStore broken = new DirectoryStore(file.resolve("store"));

    assertThatThrownBy(() -> broken.put("jobs/a/job.json", text("x")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("job.json")
        .hasMessageContaining("Not a directory");
  }

  @Test
  void aFolderThatIsReadOnlyIsToldWithItsReason() throws IOException {
    Path folderOnly = Files.createDirectory(folder.resolve("read-only"));
    Files.setPosixFilePermissions(folderOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(folderOnly)).as("root may write everywhere").isFalse();
    DirectoryStore readOnly = new DirectoryStore(folderOnly);

    assertThatThrownBy(() -> readOnly.put("a", text("x")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("AccessDenied");
  }

  @Test
  void aPrefixMayEndWithinTheNameOfAFolder() {
    for (String key :
        List.of("r/a/e0/x", "r/a/ec/d/y", "r/a/ec.json", "r/a/f0/z", "r/b/e0/x", "s")) {
      store.put(key, text("1"));
    }

    assertThat(store.keys("r/a/e")).containsExactly("r/a/e0/x", "r/a/ec.json", "r/a/ec/d/y");
    assertThat(store.keys("r/a/ec")).containsExactly("r/a/ec.json", "r/a/ec/d/y");
    assertThat(store.keys("r/a/ec/")).containsExactly("r/a/ec/d/y");
    assertThat(store.keys("r")).hasSize(5);
    assertThat(store.keys("")).hasSize(6);
  }

  @Test
  void deletingAPrefixDeletesNothingElse() {
    store.put("updates/a/1/x", text("x"));
    store.put("updates/a/10/x", text("x"));
    store.deleteAll("updates/a/1/");
    store.deleteAll("updates/b/");
    store.delete("updates/a/2/x");

    assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("updates/a/10/x");
  }
}
