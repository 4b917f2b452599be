package dev.rondo.learning.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The four IDX files by which MNIST and its relatives are published. */
final class IdxFolder {

  private IdxFolder() {}

  static TrainTest load(Path folder) {
    Path trainImages = find(folder, "train-images-idx3-ubyte");
    Path trainLabels = find(folder, "train-labels-idx1-ubyte");
    Path testImages = find(folder, "t10k-images-idx3-ubyte");
    Path testLabels = find(folder, "t10k-labels-idx1-ubyte");
    IdxFile train = readImages(trainImages);
    IdxFile test = readImages(testImages);
    int[] trainClasses = readLabels(trainLabels, trainImages, train);
    int[] testClasses = readLabels(testLabels, testImages, test);
    List<Integer> shape = exampleShape(train);
    if (!shape.equals(exampleShape(test))) {
      throw new BadDataException(
          testImages,
          "has images of the shape " + exampleShape(test) + ", the training images " + shape);
    }
    int classes = 1 + Math.max(highest(trainClasses), highest(testClasses));
    return new TrainTest(
        new ImageDataset(train.values(), trainClasses, shape, classes),
        new ImageDataset(test.values(), testClasses, shape, classes));
  }

  private static Path find(Path folder, String name) {
    Path packed = folder.resolve(name + ".gz");
    Path plain = folder.resolve(name);
    if (Files.exists(packed)) {
      return packed;
    }
    if (Files.exists(plain)) {
      return plain;
    }
    throw new BadDataException(folder, "the folder contains neither " + name + ".gz nor " + name);
  }

  private static IdxFile readImages(Path path) {
    IdxFile file = IdxFile.read(path);
    int dimensions = file.shape().size();
    if (dimensions != 3 && dimensions != 4) {
      throw new BadDataException(
          path,
          "has the dimensions "
              + file.shape()
              + "; images need [count, height, width] or [count, channels, height, width]");
    }
    return file;
  }

  private static int[] readLabels(Path path, Path imagesPath, IdxFile images) {
    IdxFile file = IdxFile.read(path);
    if (file.shape().size() != 1) {
      throw new BadDataException(
          path, "has the dimensions " + file.shape() + "; labels need one, their count");
    }
    int count = images.shape().get(0);
    if (file.values().length != count) {
      throw new BadDataException(
          path,
          "has "
              + file.values().length
              + " labels, but "
              + imagesPath.getFileName()
              + " has "
              + count
              + " images; the two do not belong together");
    }
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> file.values()[i] & 0xff);
    return labels;
  }

  /** An image of one channel has the shape [1, height, width]. */
  private static List<Integer> exampleShape(IdxFile images) {
    List<Integer> shape = new ArrayList<>(images.shape().subList(1, images.shape().size()));
    if (shape.size() == 2) {
      shape.add(0, 1);
    }
    return List.copyOf(shape);
  }

  private static int highest(int[] labels) {
    return Arrays.stream(labels).max().orElse(0);
  }
}
