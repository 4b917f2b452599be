package dev.rondo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.doctor.Finding.Level;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineChecksTest {

  @Test
  void theKernelOfThisMachineIsNamed() {
    assertThat(MachineChecks.kernel(Optional.of("Haswell")).says())
        .isEqualTo("OpenBLAS kernel Haswell");
  }

  @Test
  void anUnknownKernelIsANoteWithARemedy() {
    Finding finding = MachineChecks.kernel(Optional.empty());

    assertThat(finding.level()).isEqualTo(Level.NOTE);
    assertThat(finding.remedy()).isPresent();
  }
}
