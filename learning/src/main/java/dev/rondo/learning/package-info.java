/** Models, data sets, local training and evaluation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning;
