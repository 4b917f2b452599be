import dev.rondo.learning.BlasKernel;

/** Prints the OpenBLAS kernel that the packages on the class path use here. Run from its source. */
final class NameKernel {

  private NameKernel() {}

  public static void main(String[] args) {
    System.out.println(BlasKernel.inUse().orElse("unknown"));
  }
}
