package dev.rondo.emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnTheEmulator.class)
class KilledAgentTest {

  private final Cloud cloud;

  KilledAgentTest(Cloud cloud) {
    this.cloud = cloud;
  }

  @Test
  void theSeatOfAnAgentThatIsKilledInMidTrainingIsTakenByAnotherAndTheRoundCommits() {
    KilledAgent.isFollowedByAnother(cloud);
  }
}
