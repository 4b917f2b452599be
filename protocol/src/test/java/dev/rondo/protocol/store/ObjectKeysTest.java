package dev.rondo.protocol.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ObjectKeysTest {

  @Test
  void aModelIsToldFromTheOptimizersState() {
    assertThat(ObjectKeys.parseModel(ObjectKeys.model("j", 7, "ab"))).contains(7);
    assertThat(ObjectKeys.parseModel(ObjectKeys.optimizerState("j", 7, "ab"))).isEmpty();
    assertThat(ObjectKeys.parseModel(ObjectKeys.manifest("j", 7))).isEmpty();
  }

  @Test
  void keysAreAsTheContractSays() {
    assertThat(ObjectKeys.job("a")).isEqualTo("jobs/a/job.json");
    assertThat(ObjectKeys.adapterConfig("a")).isEqualTo("jobs/a/adapter_config.json");
    assertThat(ObjectKeys.latest("a")).isEqualTo("jobs/a/latest.json");
    assertThat(ObjectKeys.manifest("a", 0)).isEqualTo("jobs/a/models/00000000/manifest.json");
    assertThat(ObjectKeys.evaluation("a", 3)).isEqualTo("jobs/a/models/00000003/evaluation.json");
    assertThat(ObjectKeys.plan("a", 3)).isEqualTo("jobs/a/rounds/00000003/plan.json");
    assertThat(ObjectKeys.rejected("a", 3, "c")).isEqualTo("rejected/a/00000003/ec/c.json");
    String digest = "0".repeat(64);
    assertThat(ObjectKeys.partial("a", 3, 10, digest))
        .isEqualTo("partials/a/00000003/00000010-" + digest + ".safetensors");
    assertThat(ObjectKeys.decision("a", 3)).isEqualTo("jobs/a/rounds/00000003/decision.json");
    assertThat(ObjectKeys.outcome("a", 3)).isEqualTo("jobs/a/rounds/00000003/outcome.json");
    assertThat(ObjectKeys.parts("a", 3)).isEqualTo("jobs/a/rounds/00000003/parts/");
    assertThat(ObjectKeys.groupSums("a", 3)).isEqualTo("partials/a/00000003/group-");
    assertThat(ObjectKeys.round("a", 3)).isEqualTo("jobs/a/rounds/00000003/");
    assertThat(ObjectKeys.jobs()).isEqualTo("jobs/");
    assertThat(ObjectKeys.lease("mnist", "s1")).isEqualTo("leases/mnist/s1.json");
  }

  @Test
  void keysOfSecureAggregationAreAsTheContractSays() {
    String digest = "0123456789abcdef".repeat(4);

    assertThat(ObjectKeys.maskSum("a", 3, digest))
        .isEqualTo("masks/a/00000003/" + digest + ".safetensors");
    assertThat(ObjectKeys.sealedSeed("a", 3, "c", digest))
        .isEqualTo("seeds/a/00000003/c/" + digest + ".bin");
    assertThat(ObjectKeys.unmasked("a", 3)).isEqualTo("unmasked/a/00000003.json");
    assertThat(ObjectKeys.clientKeys()).isEqualTo("control/client-keys.json");
    assertThat(ObjectKeys.isDigest(digest)).isTrue();
    assertThat(List.of("", digest + "0", digest.replace('a', 'A'), "../" + digest.substring(3)))
        .noneMatch(ObjectKeys::isDigest);
  }

  @Property
  void roundsSortAsNumbers(
      @ForAll @IntRange(max = ObjectKeys.MAX_ROUND) int a,
      @ForAll @IntRange(max = ObjectKeys.MAX_ROUND) int b) {
    assertThat(Integer.signum(ObjectKeys.plan("a", a).compareTo(ObjectKeys.plan("a", b))))
        .isEqualTo(Integer.compare(a, b));
  }

  @Property
  void anUpdatesKeyIsReadBack(@ForAll @IntRange(max = ObjectKeys.MAX_ROUND) int round) {
    UpdateKey key = new UpdateKey("job-1", round, "AROA:i-0_a=b,c@d.e");

    assertThat(ObjectKeys.parseUpdate(key.key())).contains(key);
  }

  @Test
  void clientsThatCouldBePathsOrAreTooLongAreNone() {
    List.of("", ".", "..", "a/b", "a b", "a\nb", "é", "a\\b", "x".repeat(194))
        .forEach(
            client -> {
              assertThat(ObjectKeys.isClient(client)).as(client).isFalse();
              assertThatThrownBy(() -> ObjectKeys.update("a", 1, client))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThat(ObjectKeys.parseUpdate("updates/a/00000001/" + client + ".safetensors"))
                  .as(client)
                  .isEmpty();
            });
  }

  @Test
  void jobsAreLowerCaseNames() {
    assertThat(List.of("a", "0-a", "x".repeat(63))).allMatch(ObjectKeys::isJob);
    assertThat(List.of("", "-a", "A", "a_b", "a/b", "a\n", "x".repeat(64)))
        .noneMatch(ObjectKeys::isJob);
    assertThatThrownBy(() -> ObjectKeys.job("../a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void roundsBeyondEightDigitsAreRefused() {
    assertThatThrownBy(() -> ObjectKeys.plan("a", 100_000_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ObjectKeys.plan("a", -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherKeysAreNoUpdates() {
    List.of(
            "updates/a/1/c.safetensors",
            "updates/a/000000001/c.safetensors",
            "updates/A/00000001/c.safetensors",
            "updates/a/00000001/c.safetensors.tmp",
            "updates/a/00000001/d/c.safetensors",
            "xupdates/a/00000001/c.safetensors")
        .forEach(key -> assertThat(ObjectKeys.parseUpdate(key)).as(key).isEmpty());
  }

  @Test
  void whatAPartialStandsForIsInItsKey() {
    String digest = "0".repeat(64);
    assertThat(ObjectKeys.partialCount(ObjectKeys.partial("a", 1, 12, digest))).isEqualTo(12);
    assertThat(ObjectKeys.partialCount("partials/a/00000001/readme")).isZero();
    assertThat(ObjectKeys.partialCount(ObjectKeys.groupSum("a", 1, 2))).isZero();
  }

  @Test
  void theKeyOfAVerdictIsTheSeat() {
    String verdict = ObjectKeys.verdict("a", 1, 12_345);

    assertThat(verdict).isEqualTo("verdicts/a/00000001/00012/00012345.json");
    assertThat(ObjectKeys.parseVerdict(verdict)).contains(12_345);
    assertThat(ObjectKeys.roundOfUpdate(verdict)).contains(1);
    assertThat(ObjectKeys.parseVerdict(ObjectKeys.seatCount("a", 1))).isEmpty();
    assertThat(verdict).startsWith(ObjectKeys.verdictsOfBlock("a", 1, 12_000, 3));
    assertThat(ObjectKeys.verdict("a", 1, 13_000))
        .doesNotStartWith(ObjectKeys.verdictsOfBlock("a", 1, 12_999, 3));
    assertThat(ObjectKeys.verdictsOfBlock("a", 1, 7, 0))
        .isEqualTo("verdicts/a/00000001/00000/00000007");
  }

  @Test
  void aDuplicateIsARejectionInAFolderOfItsOwn() {
    String duplicate = ObjectKeys.duplicate("a", 3, "c");

    assertThat(duplicate).isEqualTo("rejected/a/00000003/ec/duplicate/c.json");
    assertThat(ObjectKeys.parseRejected(duplicate)).contains("c");
    assertThat(ObjectKeys.parseRejected(ObjectKeys.rejected("a", 3, "c"))).contains("c");
    assertThat(ObjectKeys.isDuplicate(duplicate)).isTrue();
    assertThat(ObjectKeys.isDuplicate(ObjectKeys.rejected("a", 3, "duplicate"))).isFalse();
  }

  @Test
  void theRejectionsOfABlockStandUnderOnePrefix() {
    for (int digits = 0; digits <= 2; digits++) {
      String block = ObjectKeys.rejectionsOfBlock("a", 3, "c", digits);

      assertThat(block).isEqualTo("rejected/a/00000003/" + "ec".substring(0, digits));
      assertThat(ObjectKeys.rejected("a", 3, "c")).startsWith(block);
      assertThat(ObjectKeys.duplicate("a", 3, "c")).startsWith(block);
    }
  }
}
