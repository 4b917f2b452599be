package dev.rondo.learning;

import dev.rondo.learning.model.Models;
import java.util.List;

/** Loads a model as the first thing that a process does, and prints the kernel in use. */
final class NameKernel {

  private NameKernel() {}

  public static void main(String[] args) {
    Models.named(args[0], List.of(1, 28, 28), 10).initialize(1);
    System.out.println("kernel " + BlasKernel.inUse().orElse("unknown"));
  }
}
