package dev.rondo.cli.doctor;

import dev.rondo.learning.BlasKernel;
import java.util.Optional;

/** Checks of this machine, on which simulations train and models are evaluated. */
public final class MachineChecks {

  private static final String SUBJECT = "this machine";

  private MachineChecks() {}

  /** The kernel of OpenBLAS that this process uses. */
  public static Finding kernel() {
    return kernel(BlasKernel.inUse());
  }

  static Finding kernel(Optional<String> inUse) {
    return inUse
        .map(name -> Finding.ok(SUBJECT, "OpenBLAS kernel " + name))
        .orElseGet(
            () ->
                Finding.note(
                    SUBJECT,
                    "the OpenBLAS kernel is unknown, so training may be slow",
                    "remove other BLAS libraries from the class path, and make sure that programs"
                        + " can run from the temporary folder (JNA loads a library from it)"));
  }
}
