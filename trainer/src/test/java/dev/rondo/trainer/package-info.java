@org.jspecify.annotations.NullMarked
package dev.rondo.trainer;
