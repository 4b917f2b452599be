package dev.rondo.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out tests, these among them, and the code that JMH generates. */
final class ProductionCode implements ImportOption {

  private final ImportOption noTests = new DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return noTests.includes(location)
        && !location.contains("/dev/rondo/architecture/")
        && !location.contains("/jmh_generated/");
  }
}
