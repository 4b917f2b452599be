@org.jspecify.annotations.NullMarked
package dev.rondo.functions.unmask;
