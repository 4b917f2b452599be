package dev.rondo.learning;

import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * Chooses the {@link BlasKernel} if a program that contains Rondo uses ND4J first. ND4J creates
 * every backend that {@code META-INF/services} names before it loads the libraries of one. This
 * class is not a real backend: it is never available.
 */
public final class KernelBeforeNd4j extends Nd4jBackend {

  /** Called by ND4J. */
  public KernelBeforeNd4j() {
    BlasKernel.choose();
  }

  @Override
  public boolean isAvailable() {
    return false;
  }

  @Override
  public boolean canRun() {
    return false;
  }

  @Override
  public int getPriority() {
    return 0;
  }

  @Override
  public boolean allowsOrder() {
    return false;
  }

  @Override
  public Resource getConfigurationResource() {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("rawtypes") // ND4J's signature
  public Class getNDArrayClass() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Environment getEnvironment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String buildInfo() {
    return "";
  }

  @Override
  public void logBackendInit() {}
}
