package dev.rondo.faults.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.service.Magnitude.Moved;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a run of a function is charged for. */
class MeterTest {

  private static final String UPDATE = "updates/job/00000001/client-%s.safetensors";
  private static final String DECISION = "jobs/job/rounds/00000001/decision.json";
  private static final long MB = 1 << 20;

  private final Meter meter = new Meter(Limits.of("fold-part"), Instant.EPOCH);

  private static Moved numbers(long bytes) {
    return new Moved(0, bytes);
  }

  @Test
  void bytesTakeTheirTimeOnceTheyAreMoved() {
    meter.streamed(UPDATE.formatted(1), 0, numbers(75_000_000));

    assertThat(meter.due()).isEqualTo(Duration.ofSeconds(1));
    assertThat(meter.due()).isZero();
  }

  @Test
  void theProcessorAddsWhileNumbersAreReadAndSortsAfterwards() {
    meter.does(Work.sorting(4, 1_769));

    meter.gathered(UPDATE.formatted(1), numbers(4 * 220_000_000L));

    // 880 MB are moved in 11.73 s; four updates take two exchanges for each number.
    assertThat(meter.due().toMillis()).isEqualTo(11_733 + 2_000);
  }

  @Test
  void distancesTakeTheTimeOfHalfThePairsForEachNumberOfAnUpdate() {
    meter.does(Work.comparing(101, 1_769));

    meter.gathered(UPDATE.formatted(1), numbers(4 * 16_000_000L));

    assertThat(meter.due().toMillis()).isEqualTo(853 + 1_000);
  }

  @Test
  void aDocumentIsHeldThreeTimesHoweverOftenItIsRead() {
    meter.streamed(DECISION, 0, new Moved(MB, 0));
    meter.streamed(DECISION, MB, new Moved(MB, 0));
    meter.streamed(DECISION, 0, new Moved(MB, 0));

    assertThat(meter.held()).isEqualTo(6 * MB);
  }

  @Test
  void fourRangesAndAStrideAreHeldOrTheRangesOfAllUpdatesAsWell() {
    for (int client = 0; client < 10; client++) {
      meter.gathered(UPDATE.formatted(client), numbers(16 * MB));
    }
    assertThat(meter.held()).isEqualTo(6 * 16 * MB);

    meter.does(Work.sorting(10, 1_024));

    assertThat(meter.held()).isEqualTo((6 + 10) * 16 * MB);
    assertThat(meter.isOverMemory()).isFalse();
  }

  @Test
  void aModelIsHeldAsSumAndResultAndAPartialAggregateWithAnUpdate() {
    meter.wrote("jobs/job/models/00000001/0.safetensors", numbers(4 * MB));
    assertThat(meter.held()).isEqualTo(12 * MB);

    meter.wrote("partials/job/00000001/group-00000001.safetensors", numbers(8 * MB));

    assertThat(meter.held()).isEqualTo(24 * MB);
  }

  @Test
  void memoryEndsWhereThatOfTheFunctionEndsWithoutTheRuntime() {
    meter.wrotePart("model", numbers(804 * MB));
    assertThat(meter.isOverMemory()).isFalse();

    meter.wrotePart("state", numbers(1));

    assertThat(meter.isOverMemory()).isTrue();
  }

  @Test
  void numbersStandForManyAndHeadersAndDistancesForThemselves() {
    Magnitude magnitude = new Magnitude(1_000);
    byte[] file =
        ByteBuffer.allocate(8 + 10 + 40).order(ByteOrder.LITTLE_ENDIAN).putLong(10).array();

    assertThat(magnitude.of(UPDATE, file, 0, 58)).isEqualTo(new Moved(18, 40_000));
    assertThat(magnitude.of(UPDATE, file, 18, 4)).isEqualTo(new Moved(0, 4_000));
    assertThat(magnitude.of(UPDATE, file, 0, 10)).isEqualTo(new Moved(10, 0));
    assertThat(magnitude.of("a/distances/1.safetensors", file, 0, 58)).isEqualTo(new Moved(18, 40));
    assertThat(magnitude.of(DECISION, file, 0, 58)).isEqualTo(new Moved(58, 0));
    assertThat(magnitude.ofPart(8)).isEqualTo(new Moved(0, 8_000));
  }

  @Test
  void aFileThatIsNotSafetensorsStandsForItself() {
    byte[] noise = ByteBuffer.allocate(20).putLong(-1).array();

    assertThat(new Magnitude(1_000).of(UPDATE, noise, 0, 20)).isEqualTo(new Moved(20, 0));
    assertThat(new Magnitude(1_000).of(UPDATE, new byte[3], 0, 3)).isEqualTo(new Moved(3, 0));
  }
}
