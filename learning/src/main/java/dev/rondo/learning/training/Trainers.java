package dev.rondo.learning.training;

import dev.rondo.learning.NativeSettings;
import dev.rondo.learning.model.Model;

/** Makes trainers. */
public final class Trainers {

  private Trainers() {}

  /** The trainer of a model; it keeps a network for each thread that it is called on. */
  public static LocalTrainer forModel(Model model) {
    NativeSettings.apply();
    return new SgdTrainer(model);
  }
}
