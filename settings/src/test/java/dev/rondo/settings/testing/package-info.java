/** Holds the documentation of settings to their fields. */
@org.jspecify.annotations.NullMarked
package dev.rondo.settings.testing;
