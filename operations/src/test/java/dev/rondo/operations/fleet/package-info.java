@org.jspecify.annotations.NullMarked
package dev.rondo.operations.fleet;
