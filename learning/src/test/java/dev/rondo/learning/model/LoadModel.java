package dev.rondo.learning.model;

import java.util.Arrays;
import java.util.List;

/** Loads the model of a file as the first thing that a process does, and starts it. */
final class LoadModel {

  private LoadModel() {}

  public static void main(String[] args) {
    List<Integer> shape = Arrays.stream(args[1].split(",")).map(Integer::valueOf).toList();
    Model model = Models.named(args[0], shape, 10);
    System.out.println("loaded " + model.initialize(1).length);
  }
}
