package dev.rondo.learning.model;

import dev.rondo.learning.network.Activation;
import dev.rondo.learning.network.DenseLayer;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.settings.Spelling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Models by name, from a file, or from DL4J code. */
public final class Models {

  /** The names of the built-in models. */
  public static final List<String> NAMES = List.of("mcmahan-2nn", "mcmahan-cnn", "kubefl-cnn");

  private static final List<Integer> MNIST_SHAPE = List.of(1, 28, 28);

  private Models() {}

  /** A model for MNIST and data sets of its shape: 28 x 28 values, 10 classes. */
  public static Model named(String nameOrFile) {
    return named(nameOrFile, MNIST_SHAPE, 10);
  }

  /**
   * A model for given data.
   *
   * @param nameOrFile {@code mcmahan-2nn}, {@code mcmahan-cnn}, {@code kubefl-cnn}, or the path of
   *     a DL4J MultiLayerConfiguration as JSON, which has its own number of classes
   * @param exampleShape the shape of one example
   * @param classes the number of classes
   * @throws InvalidInputException if there is no such model or it does not suit the data
   */
  public static Model named(String nameOrFile, List<Integer> exampleShape, int classes) {
    return switch (nameOrFile) {
      case "mcmahan-2nn" -> mcmahan2nn(exampleShape, classes);
      case "mcmahan-cnn" -> BuiltInCnn.mcmahan(exampleShape, classes);
      case "kubefl-cnn" -> BuiltInCnn.kubefl(exampleShape, classes);
      default -> {
        if (TensorModel.isNamed(nameOrFile)) {
          throw new InvalidInputException(
              "Rondo cannot compute with %s, because it knows only the tensors. Use the program that trains it."
                  .formatted(nameOrFile));
        }
        Path file = Path.of(nameOrFile);
        if (!Files.isRegularFile(file)) {
          throw new InvalidInputException(
              "Unknown model \""
                  + nameOrFile
                  + "\"."
                  + Spelling.question(nameOrFile, NAMES)
                  + " Use "
                  + String.join(", ", NAMES)
                  + ", or the path of a DL4J configuration in JSON.");
        }
        yield Dl4jModel.of(nameOrFile, ConfigurationFile.read(file), exampleShape);
      }
    };
  }

  /**
   * A model from a DL4J configuration made in code.
   *
   * @throws InvalidInputException if a layer of it has no mapping to named tensors
   */
  public static Model of(
      String name, MultiLayerConfiguration configuration, List<Integer> exampleShape) {
    return Dl4jModel.of(name, configuration, exampleShape);
  }

  /**
   * A model from a DL4J MultiLayerConfiguration as JSON, which has its own number of classes.
   *
   * @param json UTF-8
   * @param place where it came from: the model's name, and the error's place
   * @throws InvalidInputException if it is none, or a layer has no mapping to named tensors
   */
  public static Model configured(byte[] json, String place, List<Integer> exampleShape) {
    String text = new String(json, StandardCharsets.UTF_8);
    return Dl4jModel.of(place, ConfigurationFile.parse(text, place), exampleShape);
  }

  /** McMahan et al. 2017: two hidden layers of 200 units with ReLU. */
  private static Model mcmahan2nn(List<Integer> exampleShape, int classes) {
    int inputs = exampleShape.stream().reduce(1, Math::multiplyExact);
    return new DenseModel(
        "mcmahan-2nn",
        exampleShape,
        List.of(
            new DenseLayer("fc1", inputs, 200, Activation.RELU),
            new DenseLayer("fc2", 200, 200, Activation.RELU),
            new DenseLayer("fc3", 200, classes, Activation.IDENTITY)));
  }
}
