/** Rules about the structure of all modules. */
@org.jspecify.annotations.NullMarked
package dev.rondo.architecture;
