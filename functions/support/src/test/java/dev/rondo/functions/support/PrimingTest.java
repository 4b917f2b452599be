package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class PrimingTest {

  @Test
  void eachDocumentThatIsPrimedReadsBackAsItWasWritten() {
    assertThatCode(Priming::run).doesNotThrowAnyException();
  }
}
