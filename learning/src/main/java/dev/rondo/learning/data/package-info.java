/** Data sets read from files, and how they are split over clients. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.data;
