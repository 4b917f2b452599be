@org.jspecify.annotations.NullMarked
package dev.rondo.faults;
