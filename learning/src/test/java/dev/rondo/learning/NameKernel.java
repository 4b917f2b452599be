package dev.rondo.learning;

import dev.rondo.learning.model.Models;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes as the first thing that a process does, and prints the kernel in use. The argument is a
 * model, or "nd4j" for ND4J without Rondo.
 */
final class NameKernel {

  private NameKernel() {}

  public static void main(String[] args) {
    if (args[0].equals("nd4j")) {
      Nd4j.ones(2, 2).mmul(Nd4j.ones(2, 2)).close();
    } else {
      Models.named(args[0], List.of(1, 28, 28), 10).initialize(1);
    }
    System.out.println("kernel " + BlasKernel.inUse().orElse("unknown"));
  }
}
