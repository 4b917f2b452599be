/** One class that DL4J looks up by its name before it uses oneDNN. */
@org.jspecify.annotations.NullMarked
package org.nd4j.nativeblas;
