@org.jspecify.annotations.NullMarked
package dev.rondo.core.scale;
