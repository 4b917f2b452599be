/** Models: names, layouts and first parameters. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.model;
