package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void eachDocumentThatIsRehearsedReadsBackAsItWasWritten() {
    assertThatCode(Rehearsal::run).doesNotThrowAnyException();
  }
}
