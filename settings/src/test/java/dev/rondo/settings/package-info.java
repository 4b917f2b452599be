/** Tests of the settings engine. */
@org.jspecify.annotations.NullMarked
package dev.rondo.settings;
